using Shouldly;

using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>A process that dies at any step of a change leaves a state from which the next one goes on or back, exactly once.</summary>
public sealed class CrashTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("direct", 5)]
    [InlineData("blue-green", 10)]
    public async Task A_promotion_that_is_killed_at_any_step_is_finished_by_the_next_process(string strategy, int points)
    {
        for (var killed = 1; killed <= points; killed++)
        {
            using var world = await DeployWorld.MakeAsync();
            await world.DeployAsync(1);
            await DiesAsync(
                killed, crash => world.Open(crash).ApplyAsync(new DeployRequest("2") { Strategy = strategy }, "ann", Cancellation));
            var after = await world.Open().AdvanceAsync("small", Cancellation);
            if (killed == 1)
            {
                // Nothing had been written down: nothing is done.
                (after.Live, after.Generation).ShouldBe((1, 1));
                after = await world.DeployAsync(2, strategy);
            }

            await IsWholeAsync(world, after, 2, strategy == "direct" ? 2 : 3, $"killed at {killed}");
        }
    }

    [Fact]
    public async Task A_killed_one_that_is_asked_for_again_is_not_done_twice()
    {
        for (var killed = 1; killed <= 10; killed++)
        {
            using var world = await DeployWorld.MakeAsync();
            await world.DeployAsync(1);
            await DiesAsync(
                killed, crash => world.Open(crash).ApplyAsync(new DeployRequest("2") { Strategy = "blue-green" }, "ann", Cancellation));
            var after = await world.DeployAsync(2, "blue-green");
            after.Live.ShouldBe(2);
            after.Before.ShouldBe([1]);
            world.Target.InForce.Count(table => table.Routes[0].Version == 2).ShouldBe(1, $"killed at {killed}");
        }
    }

    [Fact]
    public async Task A_rollback_that_is_killed_at_any_step_is_finished_by_the_next_process()
    {
        for (var killed = 2; killed <= 5; killed++)
        {
            using var world = await DeployWorld.MakeAsync();
            await world.DeployAsync(1);
            await world.DeployAsync(2);
            await DiesAsync(killed, crash => world.Open(crash).RollbackAsync("small", "ann", "bad", Cancellation));
            var after = await world.Open().AdvanceAsync("small", Cancellation);
            await IsWholeAsync(world, after, 1, 3, $"killed at {killed}");
            after.Before.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task One_that_is_killed_while_it_takes_back_what_was_refused_is_taken_back_by_the_next_process()
    {
        for (var killed = 2; killed <= 7; killed++)
        {
            using var world = await DeployWorld.MakeAsync();
            await world.DeployAsync(1);
            world.Target.Broken.Add(2);
            await DiesAsync(killed, crash => world.Open(crash).ApplyAsync(new DeployRequest("2"), "ann", Cancellation));
            var after = await Record.ExceptionAsync(() => world.Open().AdvanceAsync("small", Cancellation)) is null
                ? await world.Open().AdvanceAsync("small", Cancellation)
                : (await world.Open().FindAsync("small", Cancellation))!;
            (after.State, after.Live, after.Pending).ShouldBe((DeploymentState.Serving, 1, null), $"killed at {killed}");
            (await world.AuditAsync()).Count(note => note.Action == "deploy.refused").ShouldBe(1, $"killed at {killed}");
        }
    }

    [Fact]
    public async Task A_retirement_that_is_killed_at_any_step_is_finished_by_the_next_process()
    {
        for (var killed = 2; killed <= 5; killed++)
        {
            using var world = await DeployWorld.MakeAsync();
            await world.DeployAsync(1);
            await DiesAsync(killed, crash => world.Open(crash).RetireAsync("small", null, "ann", "over", "there", Cancellation));
            var after = await world.Open().AdvanceAsync("small", Cancellation);
            (after.State, after.Archived.Count).ShouldBe((DeploymentState.Retired, 3));
            world.Target.InForce.Count(table => table.Retired is not null).ShouldBe(1);
            (await world.AuditAsync()).Count(note => note.Action == "deploy.retire").ShouldBe(1);
        }
    }

    private static async Task IsWholeAsync(DeployWorld world, Deployment after, int live, long generation, string when)
    {
        (after.State, after.Live, after.Generation, after.Pending, after.Rollout)
            .ShouldBe((DeploymentState.Serving, live, generation, null, null), when);
        world.Target.InForce.Select(table => table.Generation)
            .ShouldBe(Enumerable.Range(1, (int)generation).Select(number => (long)number), when);
        (await world.ChampionAsync()).ShouldBe(live, when);
        var notes = await world.AuditAsync();
        notes.Count(note => note.Action == "deploy.in-force").ShouldBe((int)generation, when);
        notes.Count(note => note.Action != "deploy.in-force").ShouldBe((int)generation, when);
        (await world.Records.AliasChangesAsync("small", Cancellation)).Count.ShouldBe(live == 2 ? 2 : 3, when);
    }

    /// <summary>Ends the process at the n-th step that it reaches.</summary>
    private static async Task DiesAsync(int killed, Func<Action<string>, Task> work)
    {
        var reached = 0;
        await Should.ThrowAsync<KilledException>(() => work(_ =>
        {
            if (++reached == killed)
            {
                throw new KilledException();
            }
        }));
    }

    private sealed class KilledException : Exception;
}
