using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Trestle.Server;
using Trestle.Stages.Kernel.Access;
using Trestle.Storage.Records;
using Trestle.Tests.Stages;
using Xunit;

namespace Trestle.Tests.Server;

/// <summary>A server in this process on a port of its own, with a project that has run up to the choice, and a key for each role.</summary>
public class RunningServer : IAsyncLifetime
{
    private static readonly string Published = Path.Combine(Repository.Root, "artifacts", "bin", "Trestle.Cli", "release", "server");
    private readonly TestProject project;
    private readonly Dictionary<Role, string> tokens = [];
    private ServerHost? host;

    /// <summary>Makes its project.</summary>
    public RunningServer() => project = new(
        $"{TestProject.Small}deploy: {{container: {{volume: log}}}}\n{Configuration}", TestProject.Rows(200));

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Where it answers.</summary>
    public Uri Address => host!.Address;

    internal ServerHost Host => host!;

    internal TestProject Project => project;

    internal RecordStore Records =>
        host!.Services.GetService(typeof(RecordStore)) as RecordStore ?? throw new InvalidOperationException("no records");

    /// <summary>More of the project's configuration.</summary>
    protected virtual string Configuration => "";

    /// <summary>Writes more files of the project.</summary>
    protected virtual void Prepare()
    {
    }

    /// <summary>Whether the project has run.</summary>
    protected virtual bool HasRun => true;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Prepare();
        if (HasRun)
        {
            await project.RunAsync();
        }

        host = await ServerHost.CreateAsync(
            new ServerOptions { Project = project.Path_, Port = 0, Files = Published }, TimeProvider.System, Cancellation);
        await host.StartAsync(Cancellation);
        var keys = new AccessKeys(Records, TimeProvider.System);
        foreach (var role in Enum.GetValues<Role>())
        {
            tokens[role] = (await keys.CreateAsync(role.ToString().ToLowerInvariant(), role, "test", Cancellation)).Token;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        project.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A client with the key of a role; without any for null.</summary>
    internal HttpClient Client(Role? role)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        if (role is { } known)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens[known]);
        }

        return client;
    }

    /// <summary>Sends a request whose path is sent as it is written, without being made tidy first.</summary>
    internal async Task<(HttpStatusCode Status, string? Type, JsonNode? Body)> SendAsync(
        Role? role, HttpMethod method, string path, object? body = null)
    {
        using var client = Client(role);
        using var request = new HttpRequestMessage(
            method,
            new Uri(
                $"{Address.GetLeftPart(UriPartial.Authority)}{path}",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await client.SendAsync(request, Cancellation);
        var type = answer.Content.Headers.ContentType?.MediaType;
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return (answer.StatusCode, type, type?.EndsWith("json", StringComparison.Ordinal) == true ? JsonNode.Parse(text) : null);
    }
}

/// <summary>A server whose project has not run.</summary>
public sealed class BareServer : RunningServer
{
    /// <inheritdoc/>
    protected override bool HasRun => false;
}

/// <summary>The tests that share one server.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServer : ICollectionFixture<RunningServer>
{
    /// <summary>Its name.</summary>
    public const string Name = "server";
}
