using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Trestle.Stages.Containerize.Registries;

/// <summary>Requests to one registry: authenticated when it asks for that, retried on transient failures.</summary>
internal sealed class RegistrySession(
    ImageReference reference, Credentials? credentials, HttpMessageHandler handler, TimeProvider clock) : IDisposable
{
    private const int MostTries = 4;
    private const int MostTokenBytes = 1 << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Time limit for the first byte of a response; a registry may take longer for the last byte of a large upload.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly HttpClient http = new(handler) { Timeout = Patience, MaxResponseContentBufferSize = MostTokenBytes };
    private AuthenticationHeaderValue? authorization = credentials is { User: "", Secret: var token }
        ? new AuthenticationHeaderValue("Bearer", token)
        : null;

    /// <summary>Sends a request up to four times.</summary>
    public Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, string actions, CancellationToken cancellation) =>
        RetryAsync(() => SendOnceAsync(request, actions, cancellation), cancellation);

    /// <summary>Runs an action up to four times on transient failures (no connection, 408, 429, 5xx), with doubling pauses.</summary>
    public async Task<HttpResponseMessage> RetryAsync(Func<Task<HttpResponseMessage>> attempt, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var answer = await attempt();
                if (!IsPassing(answer.StatusCode) || tries == MostTries)
                {
                    return answer;
                }

                answer.Dispose();
            }
            catch (HttpRequestException failed) when (tries < MostTries && (failed.StatusCode is not { } status || IsPassing(status)))
            {
                Debug.WriteLine($"{tries} attempts: {failed.Message}");
            }
            catch (Exception failed)
                when (failed is HttpRequestException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                throw new TrestleException(
                    RegistryAccessErrors.NotReachable($"{reference.Address}", failed.Message), ExitCode.Mistake, failed);
            }

            await Task.Delay(FirstPause * Math.Pow(2, tries - 1), clock, cancellation);
        }
    }

    /// <summary>Sends a request, and once more with the credentials that the registry asks for.</summary>
    public async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> request, string actions, CancellationToken cancellation)
    {
        var answer = await SendAuthorizedAsync(request(), cancellation);
        if (answer.StatusCode != HttpStatusCode.Unauthorized
            || Challenge.Of(answer) is not { } challenge
            || await AnswerAsync(challenge, actions, cancellation) is not { } found)
        {
            return answer;
        }

        answer.Dispose();
        authorization = found;
        return await SendAuthorizedAsync(request(), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            or >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented;

    private async Task<HttpResponseMessage> SendAuthorizedAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            // An upload may go to another host, which must not see the credentials.
            request.Headers.Authorization = request.RequestUri!.Authority == reference.Address.Authority ? authorization : null;
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
    }

    /// <summary>The answer to a challenge; null when there are no credentials for it.</summary>
    private async Task<AuthenticationHeaderValue?> AnswerAsync(Challenge challenge, string actions, CancellationToken cancellation)
    {
        if (challenge.Scheme == "basic")
        {
            return credentials is { User.Length: > 0 } known && authorization is null
                ? new AuthenticationHeaderValue("Basic", known.Basic)
                : null;
        }

        if (challenge.TokenAddress(reference.Address, $"repository:{reference.Repository}:{actions}") is not { } address)
        {
            throw new TrestleException(RegistryAccessErrors.NotAllowed($"{reference}", "it names no secure address to get a token from"));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = credentials is null ? null
            : credentials.User.Length > 0 ? new AuthenticationHeaderValue("Basic", credentials.Basic)
            : new AuthenticationHeaderValue("Bearer", credentials.Secret);
        using var answer = await http.SendAsync(request, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? new TrestleException(RegistryAccessErrors.NotAllowed($"{reference}", $"{(int)answer.StatusCode} from {address.Host}"))
                : new HttpRequestException($"no token from {address.Host}", null, answer.StatusCode);
        }

        try
        {
            var token = JsonSerializer.Deserialize<Token>(
                await answer.Content.ReadAsByteArrayAsync(cancellation), JsonSerializerOptions.Web);
            return new AuthenticationHeaderValue(
                "Bearer", token?.Value ?? token?.AccessToken ?? throw new JsonException("the answer has no token"));
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            throw new TrestleException(
                RegistryAccessErrors.NotAllowed($"{reference}", $"{address.Host} sends no token: {broken.Message}"), ExitCode.Mistake,
                broken);
        }
    }

    private sealed record Token(
        [property: System.Text.Json.Serialization.JsonPropertyName("token")] string? Value,
        [property: System.Text.Json.Serialization.JsonPropertyName("access_token")] string? AccessToken);
}
