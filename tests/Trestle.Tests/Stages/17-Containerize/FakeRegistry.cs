using System.Collections.Concurrent;
using System.Text;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

using Xunit;

namespace Trestle.Tests.Stages.Containerize;

/// <summary>A registry in this process: keeps what is pushed, asks who one is, and can be told to misbehave.</summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    private readonly WebApplication web;

    private FakeRegistry(WebApplication web) => this.web = web;

    /// <summary>Host and port.</summary>
    public string Host => web.Urls.Single()["http://".Length..];

    /// <summary>Blobs and manifests by digest; tags by name.</summary>
    public ConcurrentDictionary<string, byte[]> Content { get; } = new();

    /// <summary>Requests in their order: method, path and query.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What came as authorization, in order.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>The challenge for those without the right authorization; null to let everybody in. {0} is the host.</summary>
    public string? Challenge { get; set; }

    /// <summary>What lets one in.</summary>
    public string Expected { get; set; } = "Bearer good-token";

    /// <summary>What the token server answers.</summary>
    public string Token { get; set; } = """{"token":"good-token"}""";

    /// <summary>Answers first; true when that was all.</summary>
    public Func<HttpContext, Task<bool>> Misbehave { get; set; } = _ => Task.FromResult(false);

    public static async Task<FakeRegistry> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(
                kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var registry = new FakeRegistry(builder.Build());
        registry.web.Run(registry.AnswerAsync);
        await registry.web.StartAsync(TestContext.Current.CancellationToken);
        return registry;
    }

    public void Put(SampleImage image)
    {
        foreach (var (digest, content) in image.Blobs)
        {
            Content[digest] = content;
        }
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.Length > 0)
        {
            Authorizations.Enqueue(authorization);
        }

        if (await Misbehave(context))
        {
            return;
        }

        if (request.Path == "/token")
        {
            await response.WriteAsync(Token);
            return;
        }

        if (Challenge is { } challenge && authorization != Expected)
        {
            response.StatusCode = 401;
            response.Headers.WWWAuthenticate = challenge.Replace("{0}", Host, StringComparison.Ordinal);
            return;
        }

        var name = request.Path.Value!.Split('/')[^1];
        switch (request.Method)
        {
            case "GET" or "HEAD":
                await TellAsync(response, name, withBody: request.Method == "GET");
                break;
            case "POST":
                response.StatusCode = 202;
                response.Headers.Location = $"{request.Path}upload?state=1";
                break;
            default:
                using (var bytes = new MemoryStream())
                {
                    await request.Body.CopyToAsync(bytes);
                    var digest = SampleImage.DigestOf(bytes.ToArray());
                    response.StatusCode = name != "upload" || request.Query["digest"] == digest ? 201 : 400;
                    Content[digest] = bytes.ToArray();
                    Content[name] = bytes.ToArray();
                }

                break;
        }
    }

    private async Task TellAsync(HttpResponse response, string name, bool withBody)
    {
        if (!Content.TryGetValue(name, out var content))
        {
            response.StatusCode = 404;
            await (
                withBody ? response.Body.WriteAsync(
                    Encoding.UTF8.GetBytes(
                        """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"never heard of it"}]}""")).AsTask() : Task.CompletedTask);
            return;
        }

        response.ContentLength = content.Length;
        await (withBody ? response.Body.WriteAsync(content).AsTask() : Task.CompletedTask);
    }
}
