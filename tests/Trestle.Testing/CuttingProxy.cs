using System.Net;
using System.Net.Sockets;

namespace Trestle.Testing;

/// <summary>Stands between a client and a server of this machine, and cuts a connection as if the server had gone away.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private readonly int server;

    /// <summary>Listens, and forwards to a port.</summary>
    public CuttingProxy(int server)
    {
        this.server = server;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    /// <summary>The port that clients connect to.</summary>
    public int Port { get; }

    /// <summary>After how many bytes from the server a connection is cut; null for never.</summary>
    public long? CutAfter { get; set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ForwardAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using (client)
        using (var behind = new TcpClient())
        {
            await behind.ConnectAsync(IPAddress.Loopback, server, stop.Token);
            var (near, far) = (client.GetStream(), behind.GetStream());
            await Task.WhenAny(CopyAsync(near, far, null), CopyAsync(far, near, CutAfter));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, long? most)
    {
        try
        {
            var buffer = new byte[1 << 14];
            for (var all = 0L; most is null || all < most;)
            {
                var read = await from.ReadAsync(buffer, stop.Token);
                if (read == 0)
                {
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, read), stop.Token);
                all += read;
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of both ends is gone; the other is told by closing it.
        }
    }
}
