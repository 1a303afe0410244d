using System.Text;

namespace Trestle.Web.Connections;

/// <summary>Why a connection was closed by the server, or never served.</summary>
public enum Closing
{
    /// <summary>It sent no request in time.</summary>
    Silent,

    /// <summary>It was idle, or too slow, and another one needed its place.</summary>
    Room,

    /// <summary>Its address had too many connections, none of which could be closed.</summary>
    Address,

    /// <summary>There were too many connections, none of which could be closed.</summary>
    Full,
}

/// <summary>The counters of connections.</summary>
public sealed class ConnectionCounts
{
    private const string Help = "Connections closed by the server: silent (no request in time), room (idle or slow, where a limit was "
        + "reached), address or full (refused because all connections of the address, or all, were busy).";

    private readonly long[] closed = new long[Enum.GetValues<Closing>().Length];
    private int open;

    /// <summary>Open connections.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Connections that were closed for a reason.</summary>
    public long Closed(Closing why) => Volatile.Read(ref closed[(int)why]);

    /// <summary>The counters in Prometheus' text format.</summary>
    public override string ToString()
    {
        var page = new StringBuilder(
            $"""
            # HELP trestle_connections Open connections.
            # TYPE trestle_connections gauge
            trestle_connections {Open}
            # HELP trestle_connections_closed_total {Help}
            # TYPE trestle_connections_closed_total counter

            """);
        foreach (var why in Enum.GetValues<Closing>())
        {
            page.Append($"trestle_connections_closed_total{{reason=\"{why.ToString().ToLowerInvariant()}\"}} {Closed(why)}\n");
        }

        return page.ToString();
    }

    /// <summary>Counts a connection that opens (1) or closes (-1).</summary>
    internal void Add(int by) => Interlocked.Add(ref open, by);

    /// <summary>Counts a connection that is closed.</summary>
    internal void Close(Closing why) => Interlocked.Increment(ref closed[(int)why]);
}
