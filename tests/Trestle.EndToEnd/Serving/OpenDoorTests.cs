using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Core.Security;
using Trestle.Learners.Packages;
using Trestle.Serving;
using Trestle.Serving.Security;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Who gets in at a scoring host, and what is read of a body before it is refused.</summary>
public sealed class OpenDoorTests : IAsyncLifetime
{
    private const string Body = """{"dataframe_records":[{"age":30,"plan":"plus"}]}""";
    private readonly TempFolder folder = new();
    private RunningModel model = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var path = folder.At("sample.trestle");
        PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), path);
        await File.WriteAllBytesAsync(folder.At("security.json"), new HostSecurity().Write(), Cancellation);
        model = await RunningModel.StartAsync(
            new ServeOptions
            {
                Package = path,
                Port = 0,
                MostBytes = 1 << 20,
                PredictionLog = folder.At("log"),
                Security = folder.At("security.json"),
            },
            path);
    }

    public async ValueTask DisposeAsync()
    {
        await model.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("/feedback", null)]
    [InlineData("/feedback", "text/plain")]
    [InlineData("/feedback", "text/csv")]
    [InlineData("/feedback", "application/x-www-form-urlencoded")]
    [InlineData("/feedback", "multipart/form-data; boundary=x")]
    [InlineData("/feedback", "application/json; charset=utf-16")]
    [InlineData("/invocations", null)]
    [InlineData("/invocations", "text/plain")]
    [InlineData("/v2/models/sample-binary/infer", null)]
    [InlineData("/v2/models/sample-binary/infer", "text/plain")]
    public async Task What_a_page_of_another_site_can_send_is_not_taken(string path, string? type)
    {
        var answer = await SendAsync(path, """{"labels":[]}"""u8.ToArray(), type);
        answer.Status.ShouldBe(415);
        answer.Text.ShouldContain(path == "/feedback" ? "TR1984" : "TR1905");
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:1234", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.9:80", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("evil.example", 400)]
    [InlineData("localhost.evil.example", 400)]
    [InlineData("127.0.0.1.evil.example:8080", 400)]
    [InlineData("10.0.0.1", 400)]
    [InlineData("0.0.0.0", 400)]
    [InlineData("[::2]", 400)]
    public async Task On_loopback_only_names_of_this_machine_are_answered(string host, int status)
    {
        foreach (var path in new[] { "/ping", "/version", "/metrics", "/v2" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            var answer = await model.SendAsync(request);
            answer.Status.ShouldBe(status, path);
            answer.Text.Contains("TR1978", StringComparison.Ordinal).ShouldBe(status == 400, answer.Text);
        }
    }

    [Theory]
    [InlineData(true, "churn.example.org:443", true)]
    [InlineData(true, "CHURN.EXAMPLE.ORG.", true)]
    [InlineData(true, "example.org", false)]
    [InlineData(true, "a.wild.example", true)]
    [InlineData(true, "wild.example", false)]
    [InlineData(true, "evilwild.example", false)]
    [InlineData(true, "10.0.0.5", false)]
    [InlineData(false, "10.0.0.5:8080", true)]
    [InlineData(false, "10.0.0.6", false)]
    [InlineData(false, "localhost", true)]
    [InlineData(false, "other.example", false)]
    [InlineData(false, "", true)]
    public void Names_of_a_proxy_are_set_and_the_address_that_was_reached_counts_as_one(bool local, string host, bool allowed) =>
        new HostNames(local, ["churn.example.org", "*.wild.example"]).Allows(host, IPAddress.Parse("10.0.0.5")).ShouldBe(allowed);

    [Fact]
    public void Where_nothing_is_set_another_address_answers_every_name() =>
        new HostNames(local: false, []).Allows("any.example", null).ShouldBeTrue();

    [Fact]
    public async Task A_name_that_is_set_is_answered_without_a_new_start()
    {
        (await AskAsync("churn.example.org")).ShouldBe(400);
        var file = folder.At("security.json");
        await File.WriteAllBytesAsync(file, new HostSecurity { AllowedHosts = ["churn.example.org"] }.Write(), Cancellation);
        while (await AskAsync("churn.example.org") != 200)
        {
            await Task.Delay(20, Cancellation);
        }

        await File.WriteAllTextAsync(file, "{\"allowedHosts\": [\"a b\"]}", Cancellation);
        await Task.Delay(300, Cancellation);
        (await AskAsync("churn.example.org")).ShouldBe(200, "what cannot be used leaves the previous content in force");
        Should.Throw<Core.Errors.TrestleException>(() => HostSecurity.Read("{\"allowedHosts\": [\"a b\"]}"u8, "x")).Message
            .ShouldStartWith("TR0190");
    }

    [Fact]
    public void A_security_file_that_is_missing_at_the_start_is_an_error() =>
        Should.Throw<Core.Errors.TrestleException>(() => new SecurityFile(folder.At("none"), TimeProvider.System)).Message
            .ShouldStartWith("TR1983");

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("identity")]
    public async Task A_compressed_body_is_answered_like_the_plain_one(string encoding)
    {
        var plain = await model.PostAsync(Body);
        var body = encoding == "identity" ? Encoding.UTF8.GetBytes(Body) : Gzip(Encoding.UTF8.GetBytes(Body));
        var packed = await SendAsync("/invocations", body, "application/json", encoding);
        packed.Status.ShouldBe(200);
        packed.Text.ShouldBe(plain.Text);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    [InlineData("zstd")]
    public async Task Another_encoding_is_refused_and_told_what_is_taken(string encoding)
    {
        var answer = await SendAsync("/invocations", Gzip(Encoding.UTF8.GetBytes(Body)), "application/json", encoding);
        answer.Status.ShouldBe(415);
        answer.Text.ShouldContain("TR1979");
        answer.Headers.GetValues("Accept-Encoding").ShouldBe(["gzip"]);
    }

    [Fact]
    public async Task A_small_body_that_becomes_a_large_one_is_refused_at_the_limit()
    {
        var bomb = Gzip(new byte[200 << 20]);
        bomb.Length.ShouldBeLessThan(1 << 20);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var answer = await SendAsync("/invocations", bomb, "application/json", "gzip");
        answer.Status.ShouldBe(413);
        answer.Text.ShouldContain("TR1906");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(40 << 20);
        (await SendAsync("/feedback", bomb, "application/json", "gzip")).Status.ShouldBe(413);
    }

    [Fact]
    public async Task A_body_that_is_not_whole_gzip_is_refused()
    {
        var whole = Gzip(Encoding.UTF8.GetBytes(Body));
        var flipped = whole.ToArray();
        flipped[whole.Length / 2] ^= 0xff;
        foreach (var body in new[] { whole[..^4], whole[..10], flipped, Encoding.UTF8.GetBytes(Body), [] })
        {
            var answer = await SendAsync("/invocations", body, "application/json", "gzip");
            answer.Status.ShouldBe(400);
            answer.Text.ShouldContain("TR1982");
        }
    }

    [Fact]
    public async Task Silent_connections_of_an_address_make_room_and_are_counted()
    {
        await File.WriteAllBytesAsync(
            folder.At("security.json"), new HostSecurity { ConnectionsPerAddress = 20 }.Write(), Cancellation);
        var silent = new List<TcpClient>();
        try
        {
            while (!(await model.GetAsync("/metrics")).Text.Contains("reason=\"room\"} 4", StringComparison.Ordinal))
            {
                silent.Add(await ConnectAsync());
                if (silent.Count % 2 == 0)
                {
                    // The head of a request that never ends.
                    await silent[^1].GetStream().WriteAsync("POST /invocations HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray(), Cancellation);
                }
            }

            using var other = new HttpClient { BaseAddress = model.Client.BaseAddress };
            (await other.GetStringAsync(new Uri("/ping", UriKind.Relative), Cancellation)).ShouldBe("OK\n");
            (await silent[0].GetStream().ReadAsync(new byte[1], Cancellation)).ShouldBe(0, "the oldest was closed");
        }
        catch (IOException)
        {
            // Closed with a reset rather than an end: closed all the same.
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(model.Client.BaseAddress!.Host, model.Client.BaseAddress.Port, Cancellation);
        return client;
    }

    private async Task<int> AskAsync(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ping");
        request.Headers.Host = host;
        return (await model.SendAsync(request)).Status;
    }

    private async Task<Answer> SendAsync(string path, byte[] body, string? type, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        return await model.SendAsync(request);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
