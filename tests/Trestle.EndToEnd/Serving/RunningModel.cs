using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>A scoring host in this process with a sample package, on a port of its own; and its client.</summary>
public sealed class RunningModel : IAsyncDisposable
{
    private readonly ScoringHost host;

    private RunningModel(ScoringHost host, ModelPackage package)
    {
        this.host = host;
        Scorer = new Scorer(package);
        Client = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>Scores in this process, with the package that the host answers with.</summary>
    public Scorer Scorer { get; }

    /// <summary>A client of the host.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts a host.</summary>
    public static Task<RunningModel> StartAsync(TaskKind task, long mostBytes = 1 << 20, OnFault onFault = OnFault.Row) =>
        StartAsync(SamplePackages.Contents(task), new RequestPolicy { OnFault = onFault }, mostBytes);

    /// <summary>Starts a host for a package.</summary>
    public static async Task<RunningModel> StartAsync(PackageContents contents, RequestPolicy policy, long mostBytes = 1 << 20)
    {
        using var folder = new TempFolder();
        var path = folder.At("sample.trestle");
        PackageWriter.WriteFile(contents, path);
        return await StartAsync(
            new ServeOptions { Package = path, Host = IPAddress.Loopback, Port = 0, MostBytes = mostBytes, Policy = policy }, path);
    }

    /// <summary>Starts a host that is told otherwise; <see cref="Scorer"/> is the one of <paramref name="package"/>.</summary>
    internal static async Task<RunningModel> StartAsync(ServeOptions options, string package)
    {
        var host = new ScoringHost(options, TimeProvider.System);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new RunningModel(host, ModelPackage.Open(package));
    }

    /// <summary>Gets a path.</summary>
    public async Task<Answer> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    /// <summary>Posts JSON to any path, with further headers.</summary>
    public async Task<Answer> PostToAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(
            body, Encoding.UTF8, "application/json")
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await SendAsync(request);
    }

    /// <summary>Posts a body to /invocations.</summary>
    public Task<Answer> PostAsync(string body, string? type = "application/json", string query = "") =>
        PostAsync(Encoding.UTF8.GetBytes(body), type, query);

    /// <summary>Posts a body to /invocations.</summary>
    public async Task<Answer> PostAsync(byte[] body, string? type = "application/json", string query = "")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/invocations{query}") { Content = content };
        return await SendAsync(request);
    }

    /// <summary>Sends any request.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers,
            [.. response.Content.Headers.Allow]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
public sealed record Answer(int Status, string? Type, string Text, HttpResponseHeaders Headers, IReadOnlyList<string> Allow)
{
    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The predictions.</summary>
    public JsonArray Predictions => Json["predictions"]!.AsArray();
}
