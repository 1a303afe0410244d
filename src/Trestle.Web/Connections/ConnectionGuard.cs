using System.Net;
using System.Net.Sockets;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Trestle.Web.Connections;

/// <summary>
/// Holds the connections of a web server within limits such that nobody is locked out by connections that do nothing: one that sends no
/// request in time is closed, and where a limit is reached, the connection that has waited longest for its client makes room. Only when
/// all are busy is a new one refused.
/// </summary>
public sealed class ConnectionGuard : IDisposable
{
    private const int Ipv6NetworkBytes = 8;
    private const double SlowestBodyBytes = 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowestHead = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SlowestBodyGrace = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly HashSet<WatchedConnection> open = [];
    private readonly Dictionary<IPAddress, int> byAddress = [];
    private readonly ConnectionCounts counts;
    private readonly TimeProvider clock;
    private readonly ITimer timer;

    /// <summary>A guard that counts in <paramref name="counts"/>.</summary>
    public ConnectionGuard(ConnectionLimits limits, ConnectionCounts counts, TimeProvider clock)
    {
        (Limits, this.counts, this.clock) = (limits, counts, clock);
        timer = clock.CreateTimer(_ => CloseSilent(), null, Interval, Interval);
    }

    /// <summary>The limits in force.</summary>
    public ConnectionLimits Limits { get; set; }

    /// <summary>The limits of Kestrel that belong to it: heads and bodies that arrive too slowly end their connection.</summary>
    public static void Configure(KestrelServerLimits limits)
    {
        // The guard counts connections itself: Kestrel's own limit would lock out everybody.
        limits.MaxConcurrentConnections = null;
        limits.RequestHeadersTimeout = SlowestHead;
        limits.MinRequestBodyDataRate = new MinDataRate(SlowestBodyBytes, SlowestBodyGrace);
    }

    /// <summary>Lets a connection in, until it ends; the outermost layer of an endpoint.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var watched = new WatchedConnection(connection, AddressOf(connection.RemoteEndPoint), clock);
        if (!Admit(watched))
        {
            watched.Close("too many connections");
            return;
        }

        connection.Features.Set(watched);
        try
        {
            await next(connection);
        }
        finally
        {
            lock (gate)
            {
                Remove(watched);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    /// <summary>An IPv4 address, or the network of an IPv6 address, all of which usually belongs to one client.</summary>
    internal static IPAddress? AddressOf(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(Ipv6NetworkBytes).Clear();
        return new IPAddress(bytes);
    }

    private bool Admit(WatchedConnection arriving)
    {
        WatchedConnection? leaving = null;
        lock (gate)
        {
            if (arriving.Address is { } address && byAddress.GetValueOrDefault(address) >= LimitOf(address))
            {
                leaving = Readiest(address);
                if (leaving is null)
                {
                    counts.Close(Closing.Address);
                    return false;
                }
            }
            else if (open.Count >= Limits.Total)
            {
                leaving = Readiest(null);
                if (leaving is null)
                {
                    counts.Close(Closing.Full);
                    return false;
                }
            }

            if (leaving is not null)
            {
                Remove(leaving);
            }

            Add(arriving);
        }

        if (leaving is not null)
        {
            counts.Close(Closing.Room);
            leaving.Close("another connection needs the place");
        }

        return true;
    }

    private int LimitOf(IPAddress address) =>
        Limits.PerAddress ?? (IPAddress.IsLoopback(address) ? int.MaxValue : ConnectionLimits.DefaultPerAddress);

    /// <summary>The connection that makes room, among all or those of an address.</summary>
    private WatchedConnection? Readiest(IPAddress? address)
    {
        (WatchedConnection Connection, (int Kind, TimeSpan Age) Readiness)? best = null;
        foreach (var connection in open)
        {
            if ((address is null || address.Equals(connection.Address))
                && connection.Readiness(Limits) is { } readiness
                && (best is null || readiness.CompareTo(best.Value.Readiness) > 0))
            {
                best = (connection, readiness);
            }
        }

        return best?.Connection;
    }

    private void CloseSilent()
    {
        WatchedConnection[] late;
        lock (gate)
        {
            late = [.. open.Where(connection => connection.IsSilent && connection.Age >= Limits.FirstRequest)];
            Array.ForEach(late, Remove);
        }

        foreach (var connection in late)
        {
            counts.Close(Closing.Silent);
            connection.Close("no request in time");
        }
    }

    private void Add(WatchedConnection connection)
    {
        open.Add(connection);
        counts.Add(1);
        if (connection.Address is { } address)
        {
            byAddress[address] = byAddress.GetValueOrDefault(address) + 1;
        }
    }

    private void Remove(WatchedConnection connection)
    {
        if (!open.Remove(connection))
        {
            return;
        }

        counts.Add(-1);
        if (connection.Address is { } address && --byAddress[address] == 0)
        {
            byAddress.Remove(address);
        }
    }
}
