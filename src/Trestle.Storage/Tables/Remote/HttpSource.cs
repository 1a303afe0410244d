using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

using Microsoft.Extensions.Http.Resilience;

using Polly;
using Polly.Timeout;

namespace Trestle.Storage.Tables.Remote;

/// <summary>
/// Asks a server with patience: faults that may pass (429, 408, 5xx, lost connections) are tried again after the time that the server
/// names, or after growing pauses. Redirects are followed; the headers of the configuration go to the first host alone.
/// </summary>
public sealed class HttpSource : IDisposable
{
    private const int MostRedirects = 10;
    private const int Retries = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);

    private readonly HttpPlace place;
    private readonly HttpClient client;

    /// <summary>A client for a place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="clock">Measures pauses and limits.</param>
    public HttpSource(HttpPlace place, TimeProvider clock)
    {
        this.place = place;
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = Retries,
                Delay = place.Pause,
                MaxDelay = LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                ShouldRetryAfterHeader = true,
            })
            .AddTimeout(place.Timeout)
            .Build();
        client = new HttpClient(new ResilienceHandler(pipeline)
        {
            InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectLimit },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>
    /// What the content depends on: its tag, or the time of its last change, as the server says; null when it says neither.
    /// </summary>
    public async Task<string?> VersionAsync(CancellationToken cancellation)
    {
        using var head = await AnswerAsync(HttpMethod.Head, place.Address.Reveal(), null, cancellation).ConfigureAwait(false);
        if (head.IsSuccessStatusCode)
        {
            return VersionOf(head);
        }

        // Not every server knows HEAD.
        using var answer = await GetAsync(place.Address.Reveal(), cancellation).ConfigureAwait(false);
        return VersionOf(answer);
    }

    /// <summary>Fetches the content into a new file. A transfer that breaks off goes on where it was, if the server can do that.</summary>
    public async Task FetchAsync(string file, CancellationToken cancellation)
    {
        using var content = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var answer = await GetAsync(place.Address.Reveal(), cancellation).ConfigureAwait(false);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var whole = answer.Content.Headers.ContentRange?.Length ?? answer.Content.Headers.ContentLength;
                if (await CopyAsync(answer, content, cancellation).ConfigureAwait(false))
                {
                    return;
                }

                if (attempt == Retries)
                {
                    var expected = whole is null ? "a complete answer" : $"{whole} bytes";
                    throw RemoteErrors.Truncated($"{place}", content.Position, expected).Thrown();
                }

                var resumed = await ResumeAsync(answer, content.Position, cancellation).ConfigureAwait(false);
                if (resumed.StatusCode != HttpStatusCode.PartialContent || resumed.Content.Headers.ContentRange?.From != content.Position)
                {
                    content.SetLength(0);
                }

                answer.Dispose();
                answer = resumed;
            }
        }
        finally
        {
            answer.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>A successful answer of which only the head was read.</summary>
    internal async Task<HttpResponseMessage> GetAsync(Uri uri, CancellationToken cancellation)
    {
        var answer = await AnswerAsync(HttpMethod.Get, uri, null, cancellation).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? answer : throw Failed(answer);
    }

    /// <summary>The bytes of an answer, at most so many; complete, or null when it broke off.</summary>
    internal async Task<byte[]?> BytesAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        return await CopyAsync(answer, bytes, cancellation).ConfigureAwait(false) ? bytes.ToArray() : null;
    }

    private static string? VersionOf(HttpResponseMessage answer) => answer.Headers.ETag is { } tag ? $"tag {tag}"
        : answer.Content.Headers.LastModified is { } changed ? $"changed {changed:O} {answer.Content.Headers.ContentLength}"
        : null;

    private Exception Failed(HttpResponseMessage answer)
    {
        using (answer)
        {
            return (answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired =>
                    RemoteErrors.Refused($"{place}", answer.StatusCode, place.Headers.Count > 0),
                HttpStatusCode.NotFound or HttpStatusCode.Gone => RemoteErrors.NotThere($"{place}", answer.StatusCode),
                _ => RemoteErrors.Failed($"{place}", answer.StatusCode),
            }).Thrown();
        }
    }

    private Task<HttpResponseMessage> ResumeAsync(HttpResponseMessage broken, long at, CancellationToken cancellation)
    {
        var tag = broken.Headers.ETag is { IsWeak: false } strong ? new RangeConditionHeaderValue(strong)
            : broken.Content.Headers.LastModified is { } changed ? new RangeConditionHeaderValue(changed)
            : null;
        return tag is null
            ? GetAsync(place.Address.Reveal(), cancellation)
            : ResumedAsync(
                request => (request.Headers.Range, request.Headers.IfRange) = (new RangeHeaderValue(at, null), tag), cancellation);
    }

    private async Task<HttpResponseMessage> ResumedAsync(Action<HttpRequestMessage> part, CancellationToken cancellation)
    {
        var answer = await AnswerAsync(HttpMethod.Get, place.Address.Reveal(), part, cancellation).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? answer : throw Failed(answer);
    }

    /// <summary>Copies an answer to the end of a stream; false when it breaks off.</summary>
    private async Task<bool> CopyAsync(HttpResponseMessage answer, Stream into, CancellationToken cancellation)
    {
        using var from = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        while (true)
        {
            var read = await ReadAsync(from, buffer, cancellation).ConfigureAwait(false);
            if (read <= 0)
            {
                return read == 0;
            }

            if (into.Position + read > place.SizeLimit)
            {
                throw RemoteErrors.TooLarge($"{place}", place.SizeLimit).Thrown();
            }

            await into.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Bytes of an answer: how many, 0 at its end, or -1 when it broke off.</summary>
    private async Task<int> ReadAsync(Stream from, byte[] buffer, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(place.Timeout);
        try
        {
            return await from.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return -1;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return -1;
        }
    }

    /// <summary>The answer behind all redirects.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method, Uri uri, Action<HttpRequestMessage>? with, CancellationToken cancellation)
    {
        for (var redirects = 0; ; redirects++)
        {
            var answer = await SendAsync(method, uri, with, cancellation).ConfigureAwait(false);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            var next = new Uri(uri, location);
            if (redirects == MostRedirects)
            {
                throw RemoteErrors.Redirects($"{place}", $"more than {MostRedirects} times").Thrown();
            }

            if (next.Scheme is not ("http" or "https") || (uri.Scheme == "https" && next.Scheme == "http"))
            {
                throw RemoteErrors.Redirects($"{place}", $"to an address that begins with {next.Scheme}:").Thrown();
            }

            uri = next;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri uri, Action<HttpRequestMessage>? with, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, uri);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("trestle", null));
        with?.Invoke(request);
        if (IsSameHost(uri, place.Address.Reveal()))
        {
            foreach (var (name, value) in place.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value.Reveal());
            }
        }

        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException slow)
        {
            throw RemoteErrors.Unreachable($"{place}", $"no answer within {place.Timeout.TotalSeconds:0} seconds").Thrown(slow);
        }
        catch (HttpRequestException lost)
        {
            throw RemoteErrors.Unreachable($"{place}", Words(lost)).Thrown(lost);
        }
    }

    private static bool IsSameHost(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static string Words(HttpRequestException lost) => lost switch
    {
        { InnerException: AuthenticationException certificate } => certificate.Message,
        { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known",
        { HttpRequestError: HttpRequestError.ConnectionError } => "it accepts no connection",
        _ => lost.HttpRequestError.ToString(),
    };
}
