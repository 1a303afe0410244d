using System.Collections.Concurrent;
using System.Text;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Storage.Tables.Remote;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Remote;

/// <summary>
/// Files and pages of a real server, with the faults that servers have. An answer with fewer bytes than its head says ends with the end of
/// the connection.
/// </summary>
public sealed class HttpSourceTests : IAsyncLifetime
{
    private const string Table = "city,age\nBern,31\nZürich,42.5\n";

    private readonly TempFolder folder = new();
    private readonly ConcurrentQueue<(string Method, string Path, IHeaderDictionary Headers)> asked = new();
    private WebApplication? server;
    private RequestDelegate answer = context => context.Response.WriteAsync(Table);
    private string address = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.Run(context =>
        {
            var headers = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            asked.Enqueue((context.Request.Method, context.Request.Path + context.Request.QueryString, headers));
            return answer(context);
        });
        await server.StartAsync(Cancellation);
        address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync()
    {
        await server!.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_fetched_with_its_headers()
    {
        var secret = new Dictionary<string, Secret> { ["Authorization"] = new("API_AUTH", "Bearer hunter2") };
        (await FetchAsync(Place() with { Headers = secret })).ShouldBe(Table);
        asked.ShouldHaveSingleItem().Headers.Authorization.ToString().ShouldBe("Bearer hunter2");
    }

    [Fact]
    public async Task A_server_that_fails_for_a_while_is_asked_again_when_it_says()
    {
        answer = Failing(2, context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
        });
        (await FetchAsync(Place())).ShouldBe(Table);
        asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_broken_transfer_goes_on_where_it_was()
    {
        var whole = Encoding.UTF8.GetBytes(Table);
        answer = async context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            var from = context.Request.GetTypedHeaders().Range?.Ranges.First().From ?? 0;
            if (from > 0)
            {
                context.Request.Headers.IfRange.ToString().ShouldBe("\"v1\"");
                context.Response.StatusCode = 206;
                context.Response.Headers.ContentRange = $"bytes {from}-{whole.Length - 1}/{whole.Length}";
            }

            context.Response.ContentLength = whole.Length - from;
            await context.Response.Body.WriteAsync(whole.AsMemory((int)from, from > 0 ? whole.Length - (int)from : 10));
        };
        (await FetchAsync(Place())).ShouldBe(Table);
        asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_broken_transfer_of_a_file_that_changed_begins_again()
    {
        answer = async context =>
        {
            var first = asked.Count == 1;
            context.Response.Headers.ETag = first ? "\"v1\"" : "\"v2\"";
            context.Response.ContentLength = Encoding.UTF8.GetByteCount(Table);
            await context.Response.WriteAsync(first ? "old,old" : Table);
        };
        (await FetchAsync(Place())).ShouldBe(Table);
    }

    [Fact]
    public async Task A_transfer_that_always_breaks_is_refused()
    {
        answer = async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("city");
        };
        (await RefusedAsync(Place())).ShouldBe("TR2323");
    }

    [Theory]
    [InlineData(401, "TR2321")]
    [InlineData(403, "TR2321")]
    [InlineData(404, "TR2322")]
    [InlineData(400, "TR2324")]
    public async Task An_answer_without_rows_says_why(int status, string code)
    {
        answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        (await RefusedAsync(Place())).ShouldBe(code);
        asked.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Redirects_are_followed_and_other_hosts_get_no_header()
    {
        var secret = new Dictionary<string, Secret> { ["X-Key"] = new("KEY", "hunter2") };
        var elsewhere = address.Replace("127.0.0.1", "localhost");
        answer = context =>
        {
            if (context.Request.Path != "/there")
            {
                context.Response.Redirect(context.Request.Path == "/table.csv" ? "/moved" : $"{elsewhere}/there");
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync(Table);
        };
        (await FetchAsync(Place() with { Headers = secret })).ShouldBe(Table);
        asked.Select(request => request.Headers.ContainsKey("X-Key")).ShouldBe([true, true, false]);
    }

    [Fact]
    public async Task Redirects_that_do_not_end_are_refused()
    {
        answer = context =>
        {
            context.Response.Redirect("/table.csv");
            return Task.CompletedTask;
        };
        (await RefusedAsync(Place())).ShouldBe("TR2325");
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_refused() =>
        (await RefusedAsync(Place() with { SizeLimit = 10 })).ShouldBe("TR2326");

    [Fact]
    public async Task A_server_that_is_not_there_is_named_without_its_path()
    {
        var gone = new HttpPlace(WebAddress.Parse("http://127.0.0.1:1/secret-path?key=hunter2"))
        {
            Pause = TimeSpan.FromMilliseconds(1),
        };
        var problem = (await Should.ThrowAsync<TrestleException>(() => FetchAsync(gone))).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Where).ShouldBe(("TR2320", "http://127.0.0.1:1"));
        problem.ToString().ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("\"v1\"", null, "tag \"v1\"")]
    [InlineData(null, "Wed, 21 Oct 2015 07:28:00 GMT", "changed 2015-10-21T07:28:00.0000000+00:00 5")]
    [InlineData(null, null, null)]
    public async Task What_the_server_says_of_changes_is_the_version(string? tag, string? changed, string? version)
    {
        answer = context =>
        {
            context.Response.Headers.ETag = tag;
            context.Response.Headers.LastModified = changed;
            context.Response.ContentLength = 5;
            context.Response.StatusCode = context.Request.Method == "HEAD" && tag is not null ? 405 : 200;
            return context.Request.Method == "HEAD" ? Task.CompletedTask : context.Response.WriteAsync("abcde");
        };
        using var source = new HttpSource(Place(), TimeProvider.System);
        (await source.VersionAsync(Cancellation)).ShouldBe(version);
    }

    [Theory]
    [InlineData(PageKind.Link)]
    [InlineData(PageKind.Next)]
    [InlineData(PageKind.Cursor)]
    [InlineData(PageKind.Page)]
    [InlineData(PageKind.Offset)]
    public async Task Pages_are_read_to_the_last_one(PageKind by)
    {
        answer = context =>
        {
            var query = context.Request.Query;
            var number = by switch
            {
                PageKind.Page => int.Parse(query["p"]!) - 1,
                PageKind.Offset => int.Parse(query["p"]!) / 2,
                _ => query.TryGetValue("p", out var p) ? int.Parse(p!) : 0,
            };
            query["kept"].ToString().ShouldBe("yes");
            var isLast = number == 2;
            var items = string.Join(',', Enumerable.Range(number * 2, number > 2 ? 0 : 2).Select(i => $"{{\"i\":{i}}}"));
            if (by == PageKind.Link && !isLast)
            {
                context.Response.Headers.Link = $"</other>; rel=\"last\", </api?kept=yes&p={number + 1}>; rel=\"next\"";
            }

            var next = isLast ? "null" : by == PageKind.Next ? $"\"/api?kept=yes&p={number + 1}\"" : $"{number + 1}";
            return context.Response.WriteAsync($"{{\"data\":{{\"rows\":[{items}]}},\"meta\":{{\"next\":{next}}}}}");
        };
        var place = Place("/api?kept=yes") with { Items = "data.rows", Paging = new HttpPaging(by, "meta.next", "p", 1, 100) };
        (await PagesAsync(place)).ShouldBe(string.Concat(Enumerable.Range(0, 6).Select(i => $"{{\"i\":{i}}}\n")));
    }

    [Theory]
    [InlineData("{\"data\": {}}", "data", "TR2327")]
    [InlineData("{\"data\": [1]}", "data", "TR2327")]
    [InlineData("{\"data\": []}", "", "TR2327")]
    [InlineData("{\"data\": []}", "rows", "TR2327")]
    [InlineData("<html>", "", "TR2328")]
    public async Task A_page_without_rows_says_what_it_is(string page, string items, string code)
    {
        answer = context => context.Response.WriteAsync(page);
        (await Should.ThrowAsync<TrestleException>(() => PagesAsync(Place() with { Items = items }))).Problems[0].Code.ShouldBe(code);
    }

    [Theory]
    [InlineData(PageKind.Cursor, 100, "TR2329")]
    [InlineData(PageKind.Page, 3, "TR2330")]
    public async Task Pages_that_do_not_end_are_refused(PageKind by, int limit, string code)
    {
        answer = context => context.Response.WriteAsync("{\"rows\":[{\"i\":1}],\"cursor\":\"same\"}");
        var place = Place("/api") with { Items = "rows", Paging = new HttpPaging(by, "cursor", "p", 1, limit) };
        (await Should.ThrowAsync<TrestleException>(() => PagesAsync(place))).Problems[0].Code.ShouldBe(code);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpPlace Place(string path = "/table.csv") => new(WebAddress.Parse(address + path)) { Pause = TimeSpan.FromMilliseconds(1) };

    private RequestDelegate Failing(int times, Action<HttpContext> fail) => context =>
    {
        if (asked.Count > times)
        {
            return context.Response.WriteAsync(Table);
        }

        fail(context);
        return Task.CompletedTask;
    };

    private async Task<string> FetchAsync(HttpPlace place)
    {
        using var source = new HttpSource(place, TimeProvider.System);
        var file = folder.At($"{Guid.NewGuid():N}");
        await source.FetchAsync(file, Cancellation);
        return await File.ReadAllTextAsync(file, Cancellation);
    }

    private async Task<string> PagesAsync(HttpPlace place)
    {
        var file = folder.At($"{Guid.NewGuid():N}");
        await new HttpPages(place, TimeProvider.System).FetchAsync(file, Cancellation);
        return await File.ReadAllTextAsync(file, Cancellation);
    }

    private async Task<string> RefusedAsync(HttpPlace place) =>
        (await Should.ThrowAsync<TrestleException>(() => FetchAsync(place))).Problems.ShouldHaveSingleItem().Code;
}
