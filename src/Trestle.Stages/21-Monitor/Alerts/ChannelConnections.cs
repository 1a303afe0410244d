using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>
/// The connections of channels: an HTTP client and plain sockets, both of which reach only the allowed targets. Redirects are not
/// followed, cookies are not kept, and the proxy variables of the environment are not used.
/// </summary>
public sealed class ChannelConnections : IDisposable
{
    private const int LongestHeaders = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly AllowedTargets targets;
    private readonly HttpClient http;

    /// <summary>Connections under some settings.</summary>
    public ChannelConnections(AlertSettings settings, TimeProvider clock)
        : this(new AllowedTargets(settings.PrivateNetworks), settings.Proxy, clock)
    {
    }

    internal ChannelConnections(AllowedTargets targets, WebAddress? proxy, TimeProvider clock)
    {
        (this.targets, Clock) = (targets, clock);
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = proxy is null ? null : new WebProxy(proxy.Reveal()),
            MaxResponseHeadersLength = LongestHeaders,
            PooledConnectionLifetime = Lifetime,
            ConnectCallback = async (context, cancellation) => new NetworkStream(
                proxy is not null && context.DnsEndPoint.Host == proxy.Host && context.DnsEndPoint.Port == proxy.Port
                    ? await new AllowedTargets(["0.0.0.0/0", "::/0"]).ConnectAsync(proxy.Host, proxy.Port, cancellation)
                    : await targets.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation),
                ownsSocket: true),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>A socket that is connected to a host; error TR2112 when the host is not an allowed target.</summary>
    public Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        targets.ConnectAsync(host, port, cancellation);

    /// <summary>
    /// Posts JSON to an address. Errors TR2113 when it is not accepted, TR2114 when what was sent is refused as it is.
    /// </summary>
    public async Task PostAsync(
        WebAddress address, string path, string json, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancellation)
    {
        var target = new UriBuilder(address.Reveal());
        target.Path = path.Length == 0 ? target.Path : target.Path.TrimEnd('/') + path;
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Uri)
        {
            Content = new StringContent(json, new MediaTypeHeaderValue("application/json", "utf-8")),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw new TrestleException(
                IsFinal(answer.StatusCode)
                    ? AlertErrors.Rejected(address.Host, $"{(int)answer.StatusCode}")
                    : AlertErrors.NotAccepted(address.Host, answer.StatusCode));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Whether the same request would be refused again.</summary>
    private static bool IsFinal(HttpStatusCode status) => status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
        or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;
}
