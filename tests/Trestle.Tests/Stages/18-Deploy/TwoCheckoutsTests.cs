using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>
/// The server of another checkout carries on with a deployment in the middle of a command here: both come to the same end, and nobody
/// is told that somebody else was first.
/// </summary>
public sealed class TwoCheckoutsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("direct", 5, 2)]
    [InlineData("blue-green", 10, 3)]
    public async Task A_deployment_that_another_server_carries_on_with_is_done_once(string strategy, int points, long generation)
    {
        for (var point = 1; point <= points; point++)
        {
            using var world = await DeployWorld.MakeAsync();
            await world.DeployAsync(1);
            await world.OpenElsewhere().AdvanceAsync("small", Cancellation);
            var after = await world.Open(Meanwhile(world, point)).ApplyAsync(
                new DeployRequest("2") { Strategy = strategy }, "ann", Cancellation);
            (after.State, after.Live, after.Generation, after.Pending, after.Rollout)
                .ShouldBe((DeploymentState.Serving, 2, generation, null, null), $"at {point}");
            world.Target.InForce[^1].Generation.ShouldBe(generation, $"at {point}");
            var notes = await world.AuditAsync();
            notes.Count(note => note.Action == "deploy.begin").ShouldBe(2, $"at {point}");
            notes.Count(note => note.Action == "deploy.in-force").ShouldBe((int)generation, $"at {point}");
            (await world.ChampionAsync()).ShouldBe(2, $"at {point}");
        }
    }

    [Fact]
    public async Task A_rollback_that_another_server_carries_on_with_goes_back_once()
    {
        for (var point = 1; point <= 5; point++)
        {
            using var world = await DeployWorld.MakeAsync();
            foreach (var version in new[] { 1, 2, 3 })
            {
                await world.DeployAsync(version);
            }

            await world.OpenElsewhere().AdvanceAsync("small", Cancellation);
            var after = await world.Open(Meanwhile(world, point)).RollbackAsync("small", "ann", "bad", Cancellation);
            (after.Live, after.Generation, after.Pending).ShouldBe((2, 4, null), $"at {point}");
            (await world.AuditAsync()).Count(note => note.Action == "deploy.rollback").ShouldBe(1, $"at {point}");
        }
    }

    [Fact]
    public async Task A_decision_that_was_overtaken_is_taken_again_from_what_is_there_now()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        var others = world.OpenElsewhere();
        var after = await world.Open(At(1, () => others.ApplyAsync(new DeployRequest("3") { Strategy = "direct" }, "bob", Cancellation)))
            .ApplyAsync(new DeployRequest("2") { Strategy = "direct" }, "ann", Cancellation);
        (after.Live, after.Generation).ShouldBe((2, 3));
        after.Before.ShouldBe([3, 1]);
    }

    [Fact]
    public async Task What_the_host_of_another_checkout_refuses_is_taken_back_in_both_and_told_here_too()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.OpenElsewhere().AdvanceAsync("small", Cancellation);
        world.OtherTarget.Broken.Add(2);
        var others = world.OpenElsewhere();
        var refused = await Should.ThrowAsync<TrestleException>(() => world
            .Open(At(2, () => Should.ThrowAsync<TrestleException>(() => others.AdvanceAsync("small", Cancellation))))
            .ApplyAsync(new DeployRequest("2") { Strategy = "direct" }, "ann", Cancellation));
        (refused.Problems[0].Code, refused.Problems[0].Found, refused.ExitCode)
            .ShouldBe(("TR1849", "version 2 was taken back by the host of another checkout: version 2 is broken", ExitCode.Refused));
        var after = (await world.Open().FindAsync("small", Cancellation))!;
        (after.State, after.Live, after.Pending).ShouldBe((DeploymentState.Serving, 1, null));
        (world.Target.InForce[^1].Generation, world.OtherTarget.InForce[^1].Generation).ShouldBe((after.Generation, after.Generation));
    }

    [Fact]
    public async Task What_was_stopped_in_another_checkout_can_be_started_in_this_one()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.OpenElsewhere().StopAsync("small", "bob", "over night", Cancellation);
        var after = await world.Open().StartAsync("small", "ann", "morning", Cancellation);
        (after.State, after.Address).ShouldBe((DeploymentState.Serving, world.Target.Address));
        (await world.OpenElsewhere().AdvanceAsync("small", Cancellation)).Stopped.ShouldBeNull();
    }

    /// <summary>At the n-th step of the work here, the other checkout's server looks after the deployment.</summary>
    private static Action<string> Meanwhile(DeployWorld world, int point)
    {
        var others = world.OpenElsewhere();
        return At(point, () => others.AdvanceAsync("small", Cancellation));
    }

    private static Action<string> At(int point, Func<Task> work)
    {
        var reached = 0;
        return _ =>
        {
            if (++reached == point)
            {
                Task.Run(work, Cancellation).GetAwaiter().GetResult();
            }
        };
    }
}
