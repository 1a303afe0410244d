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
    string? Deployment, long Generation, long? FailedGeneration, string? Failure, IReadOnlyList<string> Hashes, string? Project = null);

/// <summary>Asks a scoring host over HTTP.</summary>
internal sealed class HostClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>A host that is asked how it is answers soon, or is taken for silent.</summary>
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(3);

    private readonly HttpClient http;
    private readonly string address;

    /// <summary>A client of the host at an address, which asks for nothing.</summary>
    public HostClient(string address)
        : this(address, null)
    {
    }

    /// <summary>A client of the host of a deployment, with what it asks for.</summary>
    public HostClient(string address, HostFiles? files)
    {
        this.address = address;
        http = new HttpClient(Handler(files?.Certificate)) { BaseAddress = new Uri(address), Timeout = Limit };
        if (files?.Token is { } token)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
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

    private static SocketsHttpHandler Handler(CertificateFiles? certificate) => new()
    {
        UseProxy = false,
        SslOptions = { RemoteCertificateValidationCallback = certificate is null ? null : new TrustedCertificate(certificate).Accepts },
    };

    private static bool IsSilence(Exception e, CancellationToken cancellation) =>
        e is HttpRequestException or IOException or JsonException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static HostVersion Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var failure = Member(root, "failure");
        return new HostVersion(
            Member(root, "deployment")?.GetString(),
            Member(root, "generation")?.GetInt64() ?? 0,
            failure is { } failed && Member(failed, "generation") is { } generation ? generation.GetInt64() : null,
            failure is { } why ? (Member(why, "message")?.GetString() ?? why.ToString()).Split('\n')[0] : null,
            [.. Hashes(root)],
            Member(root, "project")?.GetString());
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>The hash of the one package of a host without routes, and those of all routes.</summary>
    private static IEnumerable<string> Hashes(JsonElement root) =>
        (Member(root, "routes") is { ValueKind: JsonValueKind.Array } routes ? routes.EnumerateArray() : Enumerable.Empty<JsonElement>())
        .Select(route => Member(route, "hash")?.GetString())
        .Append(Member(root, "model") is { } model ? Member(model, "hash")?.GetString() : null)
        .OfType<string>();
}
