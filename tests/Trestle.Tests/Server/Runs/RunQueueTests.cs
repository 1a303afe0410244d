using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Trestle.Server;
using Trestle.Server.Runs;
using Trestle.Storage.Records;
using Trestle.Tests.Stages;
using Xunit;

namespace Trestle.Tests.Server.Runs;

/// <summary>Runs that are asked for are run one at a time, once, whichever servers live.</summary>
public sealed class RunQueueTests : IDisposable
{
    private readonly TestProject project = new(TestProject.Small, TestProject.Rows(200));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Two_servers_on_one_database_run_what_is_asked_for_once_and_one_after_the_other()
    {
        await using var first = await ServerAsync();
        await using var second = await ServerAsync();
        await first.Queue.AddAsync("anna", "first", null, "curate", null, false, Cancellation);
        await second.Queue.AddAsync("ben", "second", null, "clean", null, true, Cancellation);
        await first.StartAsync();
        await second.StartAsync();
        await UntilAsync(async () => (await first.Queue.OrdersAsync(Cancellation)).Count == 0);

        var runs = (await first.Served.Records.RunsAsync(10, Cancellation)).Reverse().ToArray();
        runs.Select(run => run.Status).ShouldBe([RunStatus.Finished, RunStatus.Finished]);
        runs.Select(run => run.Run.Command).ShouldBe(["requested by anna: first", "requested by ben: second"]);
        runs[1].StartedAt.ShouldBeGreaterThanOrEqualTo(runs[0].EndedAt!.Value);
    }

    [Fact]
    public async Task A_server_that_ends_leaves_its_run_to_the_next_which_goes_on_from_what_is_finished()
    {
        await using (var first = await ServerAsync())
        {
            await first.StartAsync();
            await first.Queue.AddAsync("anna", "cut short", null, "select-best", null, false, Cancellation);
            await UntilAsync(
                async () => (await first.Served.Records.RunAsync(1, Cancellation)) is not null && (
                    await first.Served.Records.UnitsAsync(1, Cancellation)).Count > 4);
        }

        await using var second = await ServerAsync();
        var waiting = (await second.Queue.OrdersAsync(Cancellation)).Single();
        (waiting.Holder, waiting.Lost).ShouldBe((null, 0));
        (await second.Served.Records.RunAsync(1, Cancellation))!.Status.ShouldBe(RunStatus.Cancelled);
        await second.StartAsync();
        await UntilAsync(async () => (await second.Queue.OrdersAsync(Cancellation)).Count == 0);
        var run = (await second.Served.Records.RunAsync(2, Cancellation))!;
        run.Status.ShouldBe(RunStatus.Finished);
        run.Run.Resumes.ShouldBe(1);
        (await second.Served.Records.UnitsAsync(2, Cancellation)).Count(unit => unit.Status == UnitStatus.Reused).ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task What_a_killed_server_held_is_taken_over_and_given_up_after_three_deaths()
    {
        await using var server = await ServerAsync();
        var orders = new RunOrders(server.Served.Records, server.Served.Name);
        var dead = $"{Environment.MachineName}/999999999/x";
        await orders.ChangeAsync(_ => [Order("taken", dead, 1), Order("given-up", dead, 2)], null, Cancellation);
        await server.StartAsync();
        await UntilAsync(async () => (await server.Queue.OrdersAsync(Cancellation)).Count == 0);
        await UntilAsync(
            async () => await server.Served.Records.Audit.LastAsync(1, null, Cancellation) is [{ Note.Action: "run.give-up" }]);
        (await server.Served.Records.RunsAsync(10, Cancellation)).Single().Run.Command.ShouldBe("requested by anna: taken");
    }

    [Fact]
    public async Task While_a_server_elsewhere_holds_a_run_nothing_else_begins()
    {
        await using var server = await ServerAsync();
        await new RunOrders(server.Served.Records, server.Served.Name)
            .ChangeAsync(_ => [Order("elsewhere", "another-machine/1/x", 0)], null, Cancellation);
        await server.Queue.AddAsync("ben", "waits", null, "ingest", null, false, Cancellation);
        await server.StartAsync();
        await Task.Delay(500, Cancellation);
        (await server.Queue.OrdersAsync(Cancellation)).Count.ShouldBe(2);
        (await server.Served.Records.RunsAsync(1, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_is_cancelled_while_it_waits_and_while_it_runs()
    {
        await using var server = await ServerAsync();
        var waits = await server.Queue.AddAsync("anna", "waits", null, null, null, false, Cancellation);
        await server.Queue.CancelAsync(waits.Id, "ben", Cancellation);
        (await server.Queue.OrdersAsync(Cancellation)).ShouldBeEmpty();
        (
            await Should.ThrowAsync<RefusedException>(
                () => server.Queue.CancelAsync(waits.Id, "ben", Cancellation))).Problem.Code.ShouldBe("TR0151");

        await server.StartAsync();
        await server.Queue.AddAsync("anna", "runs", null, "select-best", null, false, Cancellation);
        await UntilAsync(() => Task.FromResult(server.Live.Run == 1));
        await server.Queue.CancelRunAsync(1, "ben", Cancellation);
        await UntilAsync(async () => (await server.Queue.OrdersAsync(Cancellation)).Count == 0);
        (await server.Served.Records.RunAsync(1, Cancellation))!.Status.ShouldBe(RunStatus.Cancelled);
        (await server.Served.Records.Audit.LastAsync(1, null, Cancellation)).Single().Note.ShouldSatisfyAllConditions(
            note => note.Who.ShouldBe("ben"), note => note.Action.ShouldBe("run.cancel"));
        (
            await Should.ThrowAsync<RefusedException>(
                () => server.Queue.CancelRunAsync(1, "ben", Cancellation))).Problem.Code.ShouldBe("TR0144");
    }

    [Fact]
    public async Task A_failure_is_kept_for_the_page_and_the_next_run_begins()
    {
        await using var server = await ServerAsync();
        await server.StartAsync();
        await server.Queue.AddAsync("anna", "fails", "train", "train", null, false, Cancellation);
        await UntilAsync(() => Task.FromResult(server.Queue.LastFailure is not null));
        server.Queue.LastFailure!.Problems[0].Code.ShouldBe("TR0082");
        await server.Queue.AddAsync("anna", "works", null, "ingest", null, false, Cancellation);
        await UntilAsync(async () => await server.Served.Records.RunAsync(2, Cancellation) is { Status: RunStatus.Finished });
    }

    [Fact]
    public async Task More_than_twenty_do_not_wait()
    {
        await using var server = await ServerAsync();
        for (var i = 0; i < 20; i++)
        {
            await server.Queue.AddAsync("anna", $"{i}", null, null, null, false, Cancellation);
        }

        (
            await Should.ThrowAsync<RefusedException>(
                () => server.Queue.AddAsync("anna", "21", null, null, null, false, Cancellation))).Problem.Code.ShouldBe("TR0145");
    }

    private static RunOrder Order(string why, string holder, int lost) => new()
    {
        Id = why,
        Who = "anna",
        Why = why,
        At = DateTimeOffset.UnixEpoch,
        To = "ingest",
        Holder = holder,
        HeldUntil = TimeProvider.System.GetUtcNow().AddMinutes(1),
        Lost = lost,
    };

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await done())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task<Running> ServerAsync()
    {
        var served = await ServedProject.OpenAsync(new ServerOptions { Project = project.Path_ }, TimeProvider.System, Cancellation);
        var live = new LiveRun();
        return new Running(served, live, new RunQueue(served, live, TimeProvider.System, NullLogger<RunQueue>.Instance));
    }

    private sealed record Running(ServedProject Served, LiveRun Live, RunQueue Queue) : IAsyncDisposable
    {
        public Task StartAsync() => Queue.StartAsync(Cancellation);

        public async ValueTask DisposeAsync()
        {
            await Queue.StopAsync(CancellationToken.None);
            Queue.Dispose();
        }
    }
}
