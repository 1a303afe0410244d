using System.Collections.Concurrent;
using System.Net;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Trestle.Serving.Draining;

/// <summary>
/// Listens with Kestrel's own sockets, and can stop listening while open connections continue. Kestrel by itself stops both at once,
/// which cuts off requests arriving on a connection that it considers idle.
/// </summary>
internal sealed class ClosableListeners(IOptions<SocketTransportOptions> options, ILoggerFactory logs) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory sockets = new(options, logs);
    private readonly ConcurrentBag<IConnectionListener> listeners = [];

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await sockets.BindAsync(endpoint, cancellationToken);
        listeners.Add(listener);
        return listener;
    }

    /// <summary>Accepts no further connections.</summary>
    public async Task CloseAsync()
    {
        foreach (var listener in listeners)
        {
            await listener.UnbindAsync();
        }
    }
}
