using System.Net;

using Microsoft.AspNetCore.Connections;

using Shouldly;

using Trestle.Web.Connections;

using Xunit;

namespace Trestle.Tests.Web.Connections;

/// <summary>Connections that do nothing lock nobody out.</summary>
public sealed class ConnectionGuardTests : IDisposable
{
    private readonly HandClock clock = new();
    private readonly ConnectionCounts counts = new();
    private readonly ConnectionGuard guard;
    private readonly List<Connection> all = [];

    public ConnectionGuardTests() => guard = new ConnectionGuard(new ConnectionLimits { Total = 3 }, counts, clock);

    public void Dispose()
    {
        guard.Dispose();
        all.ForEach(connection => connection.End());
    }

    [Fact]
    public void Two_thousand_silent_connections_keep_nobody_out()
    {
        for (var i = 0; i < 2000; i++)
        {
            Open();
        }

        Open("10.0.0.7").IsAborted.ShouldBeFalse();
        counts.Open.ShouldBe(3);
        counts.Closed(Closing.Room).ShouldBe(1998);
        counts.Closed(Closing.Full).ShouldBe(0);
    }

    [Fact]
    public void A_connection_whose_first_request_does_not_arrive_in_time_is_closed()
    {
        var (silent, used) = (Open(), Open());
        used.Watched.Begin();
        used.Watched.End();
        clock.Advance(TimeSpan.FromSeconds(4));
        silent.IsAborted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        silent.IsAborted.ShouldBeTrue();
        used.IsAborted.ShouldBeFalse();
        counts.Closed(Closing.Silent).ShouldBe(1);
        counts.Open.ShouldBe(1);
    }

    [Fact]
    public void Silent_ones_make_room_before_idle_ones_and_the_longest_idle_before_others()
    {
        var (first, second, silent) = (Open(), Open(), Open());
        foreach (var used in new[] { second, first })
        {
            used.Watched.Begin();
            used.Watched.End();
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        Use(Open());
        silent.IsAborted.ShouldBeTrue();
        Use(Open());
        (first.IsAborted, second.IsAborted).ShouldBe((false, true));
        counts.Closed(Closing.Room).ShouldBe(2);
    }

    [Fact]
    public void Busy_connections_keep_their_place_and_a_new_one_is_refused()
    {
        for (var i = 0; i < 3; i++)
        {
            Open().Watched.Begin();
        }

        clock.Advance(TimeSpan.FromHours(1));
        Open().IsAborted.ShouldBeTrue();
        all.Count(connection => connection.IsAborted).ShouldBe(1);
        counts.Closed(Closing.Full).ShouldBe(1);
    }

    [Fact]
    public void A_request_that_takes_too_long_to_arrive_makes_room_where_that_is_set()
    {
        guard.Limits = guard.Limits with { Slow = TimeSpan.FromSeconds(30) };
        for (var i = 0; i < 3; i++)
        {
            Open().Watched.Begin();
        }

        clock.Advance(TimeSpan.FromSeconds(29));
        Open().IsAborted.ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(1));
        Open().IsAborted.ShouldBeFalse();
        all[0].IsAborted.ShouldBeTrue();
    }

    [Fact]
    public void An_address_has_a_limit_of_its_own_and_others_do_not_feel_it()
    {
        guard.Limits = guard.Limits with { Total = 10, PerAddress = 2 };
        Use(Open("10.0.0.1"));
        Use(Open("10.0.0.1"));
        Open("10.0.0.1").IsAborted.ShouldBeTrue();
        Open("10.0.0.2").IsAborted.ShouldBeFalse();
        counts.Closed(Closing.Address).ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(1));
        Open("10.0.0.1").IsAborted.ShouldBeFalse();
        all[0].IsAborted.ShouldBeTrue();
    }

    [Fact]
    public void This_machine_has_no_limit_of_its_own_unless_it_is_set()
    {
        guard.Limits = guard.Limits with { Total = 1000 };
        for (var i = 0; i < ConnectionLimits.DefaultPerAddress; i++)
        {
            Open("127.0.0.1").Watched.Begin();
            Open("10.0.0.1").Watched.Begin();
        }

        Open("127.0.0.1").IsAborted.ShouldBeFalse();
        Open("10.0.0.1").IsAborted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("::1", "::1")]
    public void An_IPv6_client_counts_by_its_network(string address, string expected) =>
        ConnectionGuard.AddressOf(new IPEndPoint(IPAddress.Parse(address), 1)).ShouldBe(IPAddress.Parse(expected));

    [Fact]
    public void A_connection_that_ends_leaves_its_place()
    {
        Open().End();
        counts.Open.ShouldBe(0);
        counts.ToString().ShouldContain("trestle_connections 0\n");
        counts.ToString().ShouldContain("trestle_connections_closed_total{reason=\"silent\"} 0\n");
    }

    private Connection Open(string address = "127.0.0.1")
    {
        clock.Advance(TimeSpan.FromTicks(1));
        var connection = new Connection(address);
        all.Add(connection);
        connection.Run(guard);
        return connection;
    }

    private static void Use(Connection connection)
    {
        connection.Watched.Begin();
        connection.Watched.End();
    }

    private sealed class Connection : DefaultConnectionContext
    {
        private readonly TaskCompletionSource ended = new();

        public Connection(string address) => RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 50_000);

        public bool IsAborted { get; private set; }

        public WatchedConnection Watched => Features.Get<WatchedConnection>()!;

        public void Run(ConnectionGuard guard) => _ = guard.RunAsync(this, _ => ended.Task);

        public void End() => ended.TrySetResult();

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;
    }

    /// <summary>A clock that is moved by hand, with the timer of the guard.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long now = 1;
        private (TimerCallback Call, object? State) timer;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            timer = (callback, state);
            return new Still();
        }

        public void Advance(TimeSpan time)
        {
            now += time.Ticks;
            if (time >= TimeSpan.FromSeconds(1))
            {
                timer.Call(timer.State);
            }
        }

        private sealed class Still : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
