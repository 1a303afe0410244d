using System.Net;
using System.Net.Security;
using System.Text.Json;

using Trestle.Core.Security;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>What a scoring host reports about itself.</summary>
/// <param name="Deployment">The deployment that it serves; null when it serves a package.</param>
/// <param name="Generation">The generation of the routes that are in force.</param>
/// <param name="FailedGeneration">The generation that it could not load; null when there is none, or it is unknown.</param>
/// <param name="Failure">Why it could not load the latest routes; null when it could.</param>
/// <param name="Hashes">The hashes of the packages in service.</param>
/// <param name="Project">The identity of its project; null when it has none.</param>
internal sealed record HostVersion(
    string? Deployment, long Generation, long? FailedGeneration, string? Failure, IReadOnlyList<string> Hashes, string? Project = null)
{
    /// <summary>The newer states of keyed tables that it answers with.</summary>
    public IReadOnlyList<WrittenTable> Tables { get; init; } = [];

    /// <summary>Why it cannot answer with some.</summary>
    public IReadOnlyList<RefusedTables> Refused { get; init; } = [];
}

/// <summary>A newer state of a keyed table that a host answers with.</summary>
/// <param name="Hash">The hash of the package.</param>
/// <param name="Table">The table.</param>
/// <param name="At">When it was written.</param>
internal sealed record WrittenTable(string Hash, string Table, DateTimeOffset At);

/// <summary>Newer states of keyed tables that a host cannot answer with.</summary>
/// <param name="Hash">The hash of the package.</param>
/// <param name="State">What was there, as <c>NewerTables.State</c> tells it.</param>
/// <param name="Reason">Why.</param>
internal sealed record RefusedTables(string Hash, string State, string Reason);

/// <summary>What somebody without a key learns about who answers at an address.</summary>
/// <param name="Version">The report of a scoring host; null for anything else.</param>
/// <param name="AsksForKey">Whether it is a scoring host that tells nothing without a key.</param>
internal sealed record Stranger(HostVersion? Version, bool AsksForKey)
{
    /// <summary>Whether it is a scoring host.</summary>
    public bool IsHost => Version is not null || AsksForKey;
}

/// <summary>Asks a scoring host over HTTP.</summary>
internal sealed class HostClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The error of a host to which no valid key was sent.</summary>
    private static ReadOnlySpan<byte> NoKey => "TR1985"u8;

    /// <summary>A host that is asked how it is answers soon, or is taken for silent.</summary>
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(3);

    private readonly HttpClient http;
    private readonly string address;

    /// <summary>A client of the host at an address, which asks for nothing.</summary>
    public HostClient(string address)
        : this(address, trust: null)
    {
    }

    /// <summary>A client of the host of a deployment, with what it asks for.</summary>
    public HostClient(string address, HostFiles? files)
        : this(address, files?.Certificate is { } certificate ? new TrustedCertificate(certificate).Accepts : null)
    {
        if (files?.Token is { } token)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }
    }

    private HostClient(string address, RemoteCertificateValidationCallback? trust)
    {
        this.address = address;
        var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = trust } };
        http = new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = Limit };
    }

    /// <summary>
    /// What whoever answers at an address tells somebody without a key; null when nobody does, or in another protocol.
    /// </summary>
    public static async Task<Stranger?> AskStrangerAsync(string address, CancellationToken cancellation)
    {
        using var client = new HostClient(address, (_, certificate, _, _) => certificate is not null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LookLimit);
        try
        {
            using var answer = await client.http.GetAsync("version", limit.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(limit.Token);
            return new Stranger(
                answer.IsSuccessStatusCode ? TryParse(body) : null,
                answer.StatusCode == HttpStatusCode.Unauthorized && body.AsSpan().IndexOf(NoKey) >= 0);
        }
        catch (Exception e) when (IsSilence(e, cancellation))
        {
            return null;
        }
    }

    /// <summary>Its report about itself; null when it does not answer.</summary>
    public async Task<HostVersion?> VersionAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LookLimit);
        try
        {
            return Parse(await http.GetByteArrayAsync("version", limit.Token));
        }
        catch (Exception e) when (IsSilence(e, cancellation))
        {
            return null;
        }
    }

    /// <summary>Its counters in Prometheus' text format; error TR1826 when it does not answer.</summary>
    public async Task<string> MetricsAsync(CancellationToken cancellation)
    {
        try
        {
            return await http.GetStringAsync("metrics", cancellation);
        }
        catch (Exception e) when (IsSilence(e, cancellation))
        {
            throw new TrestleException(HostErrors.CannotAsk(address, e.Message), ExitCode.Mistake, e);
        }
    }

    /// <summary>Posts rows to <c>/invocations</c>; error TR1825 when it refuses them or does not answer.</summary>
    public async Task<byte[]> ScoreAsync(int version, byte[] body, CancellationToken cancellation)
    {
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("application/json");
            using var response = await http.PostAsync("invocations", content, cancellation);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.IsSuccessStatusCode
                ? answer
                : throw new TrestleException(HostErrors.NoAnswer(version, $"status {(int)response.StatusCode}"), ExitCode.Refused);
        }
        catch (Exception e) when (IsSilence(e, cancellation))
        {
            throw new TrestleException(HostErrors.NoAnswer(version, e.Message), ExitCode.Refused, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static bool IsSilence(Exception e, CancellationToken cancellation) =>
        e is HttpRequestException or IOException or JsonException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static HostVersion? TryParse(byte[] json)
    {
        try
        {
            return Parse(json) is { } version and ({ Deployment: not null } or { Hashes.Count: > 0 }) ? version : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // It is JSON of somebody else, or none.
            return null;
        }
    }

    private static HostVersion Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var failure = Member(root, "failure");
        var routes = Elements(root, "routes").ToArray();
        return new HostVersion(
            Member(root, "deployment")?.GetString(),
            Member(root, "generation")?.GetInt64() ?? 0,
            failure is { } failed && Member(failed, "generation") is { } generation ? generation.GetInt64() : null,
            failure is { } why ? Reason(why) : null,
            [.. routes.Append(Member(root, "model") ?? default).Select(one => Member(one, "hash")?.GetString()).OfType<string>()],
            Member(root, "project")?.GetString())
        {
            Tables = [.. routes.SelectMany(Written)],
            Refused =
            [
                .. from route in routes
                   where Member(route, "tablesFailure") is not null
                   let refused = route.GetProperty("tablesFailure")
                   select new RefusedTables(
                       Member(route, "hash")?.GetString() ?? "", Member(refused, "state")?.GetString() ?? "", Reason(refused)),
            ],
        };
    }

    /// <summary>The first line of a problem.</summary>
    private static string Reason(JsonElement problem) => (Member(problem, "message")?.GetString() ?? problem.ToString()).Split('\n')[0];

    private static IEnumerable<WrittenTable> Written(JsonElement route) =>
        from table in Elements(route, "tables")
        where Member(table, "refreshed") is not null
        select new WrittenTable(
            Member(route, "hash")?.GetString() ?? "", Member(table, "name")?.GetString() ?? "",
            table.GetProperty("refreshed").GetDateTimeOffset());

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static IEnumerable<JsonElement> Elements(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray() : Enumerable.Empty<JsonElement>();
}
