using System.Net;

using Microsoft.AspNetCore.Connections;

namespace Trestle.Web.Connections;

/// <summary>
/// An open connection, and since when it waits for its client. Found among the features of its requests, which say when they begin and
/// end; reading a half-written state can at worst close a connection that was about to be used again, as any server may do.
/// </summary>
public sealed class WatchedConnection
{
    private readonly ConnectionContext connection;
    private readonly TimeProvider clock;
    private long since;
    private State state;

    internal WatchedConnection(ConnectionContext connection, IPAddress? address, TimeProvider clock)
    {
        (this.connection, this.clock) = (connection, clock);
        Address = address;
        since = clock.GetTimestamp();
    }

    private enum State
    {
        Silent,
        Busy,
        Idle,
    }

    /// <summary>Whose it is; null when that is unknown, as for a socket of the file system.</summary>
    internal IPAddress? Address { get; }

    /// <summary>Whether no request has arrived yet.</summary>
    internal bool IsSilent => state == State.Silent;

    /// <summary>Time in the present state.</summary>
    internal TimeSpan Age => clock.GetElapsedTime(Volatile.Read(ref since));

    /// <summary>The head of a request has arrived.</summary>
    public void Begin() => Enter(State.Busy);

    /// <summary>The request is answered.</summary>
    public void End() => Enter(State.Idle);

    /// <summary>
    /// How readily it is closed to make room, the highest first; null when it is not. Silent ones come before idle ones, and those before
    /// slow ones; among their like the oldest comes first.
    /// </summary>
    internal (int Kind, TimeSpan Age)? Readiness(ConnectionLimits limits) => (state, Age) switch
    {
        (State.Silent, var age) => (2, age),
        (State.Idle, var age) when age >= limits.Idle => (1, age),
        (State.Busy, var age) when age >= limits.Slow => (0, age),
        _ => null,
    };

    internal void Close(string why) => connection.Abort(new ConnectionAbortedException(why));

    private void Enter(State next)
    {
        Volatile.Write(ref since, clock.GetTimestamp());
        state = next;
    }
}
