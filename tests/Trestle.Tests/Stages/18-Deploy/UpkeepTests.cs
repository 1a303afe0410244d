using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>What runs agrees with what is on record: stops, starts, hosts that are gone, and retired versions.</summary>
public sealed class UpkeepTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deploying_the_live_version_starts_a_host_that_is_gone()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        (world.Target.Gone, world.Target.Address) = (true, "http://127.0.0.1:2/");
        (await world.Open().PlanAsync(new DeployRequest("1"), Cancellation)).Notes.ShouldBe(
            ["version 1 is already live", "starts the host again: the host does not answer"]);
        (await world.Open().StatusAsync(Cancellation)).Single().Down.ShouldBe("the host does not answer");
        (await world.Open().ChampionAsync(Cancellation)).ShouldSatisfyAllConditions(
            status => status.IsDown.ShouldBeTrue(), status => status.Live!.Trouble.ShouldBe("the host does not answer"));

        (await world.DeployAsync(1)).Address.ShouldBe("http://127.0.0.1:2/");
        world.Target.Gone.ShouldBeFalse();
        (await world.Open().ChampionAsync(Cancellation)).ShouldSatisfyAllConditions(
            status => status.IsDown.ShouldBeFalse(), status => status.Live!.Trouble.ShouldBeNull());
        (await world.AuditAsync())[^1].ShouldBe(new("ann", "deploy.revive", "small/1", "it did not answer"));
        await world.DeployAsync(1);
        (await world.AuditAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_host_that_cannot_be_started_again_fails_the_command()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        (world.Target.Gone, world.Target.Unstartable) = (true, true);
        foreach (var work in new Func<Task>[]
        {
            () => world.DeployAsync(1),
            () => world.Open().StartAsync("small", "ann", "up", Cancellation),
        })
        {
            var refused = await Should.ThrowAsync<TrestleException>(work);
            (refused.Problems[0].Code, refused.ExitCode).ShouldBe(("TR1822", ExitCode.Refused));
        }

        (await world.Open().StatusAsync(Cancellation)).Single().Down.ShouldNotBeNull();
        world.Target.Unstartable = false;
        (await world.Open().StartAsync("small", "ann", "up", Cancellation)).State.ShouldBe(DeploymentState.Serving);
        (await world.Open().StatusAsync(Cancellation)).Single().Down.ShouldBeNull();
    }

    [Fact]
    public async Task A_deployment_that_was_stopped_stays_so_until_it_is_started()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.DeployAsync(2, "blue-green");
        var stopped = await world.Open().StopAsync("small", "ann", "maintenance", Cancellation);
        (stopped.State, stopped.Address, stopped.Stopped).ShouldBe(
            (DeploymentState.Stopped, null, new Stoppage(world.Clock.Now, "ann", "maintenance")));
        world.Target.Stopped.ShouldBeTrue();
        await world.Open().AdvanceAsync("small", Cancellation);
        world.Target.Stopped.ShouldBeTrue();
        (await world.Open().StatusAsync(Cancellation)).Single().Down.ShouldBeNull();
        (await world.Open().ChampionAsync(Cancellation)).Live!.Trouble.ShouldBe("it is stopped: maintenance");
        (await DeploymentsTests.Fails(world.Open().RollbackAsync("small", "ann", "back", Cancellation))).ShouldBe("TR1841");
        (await DeploymentsTests.Fails(world.Open().PromoteAsync("small", "ann", "on", Cancellation))).ShouldBe("TR1841");
        (await world.Open().StopAsync("small", "bob", "again", Cancellation)).Stopped!.Who.ShouldBe("ann");

        var started = await world.Open().StartAsync("small", "bob", "done", Cancellation);
        (started.State, started.Live, started.Address, started.Generation)
            .ShouldBe((DeploymentState.Serving, 2, "http://127.0.0.1:1/", stopped.Generation));
        (await world.AuditAsync()).TakeLast(2).ShouldBe(
            [new("ann", "deploy.stop", "small", "maintenance"), new("bob", "deploy.start", "small/2", "done")]);
        await world.Open().StartAsync("small", "bob", "again", Cancellation);
        (await world.AuditAsync())[^1].Reason.ShouldBe("done");
    }

    [Fact]
    public async Task A_stop_that_was_interrupted_is_completed()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.Open().StopAsync("small", "ann", "rest", Cancellation);
        await world.Target.ApplyAsync(
            new(world.Project.StateFolder, (await world.Open().FindAsync("small", Cancellation))!, new DeploySettings()), Cancellation);
        world.Target.Stopped.ShouldBeFalse();
        await world.Open().AdvanceAsync("small", Cancellation);
        world.Target.Stopped.ShouldBeTrue();
    }

    [Fact]
    public async Task A_deployment_of_a_version_starts_what_was_stopped()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        foreach (var version in new[] { 1, 2 })
        {
            await world.Open().StopAsync("small", "ann", "rest", Cancellation);
            (await world.Open().PlanAsync(new DeployRequest($"{version}"), Cancellation)).Notes
                .ShouldContain("starts the deployment; it was stopped: rest");
            var deployed = await world.DeployAsync(version, "blue-green");
            (deployed.State, deployed.Live, deployed.Stopped).ShouldBe((DeploymentState.Serving, version, null));
            world.Target.Stopped.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_rollout_waits_while_it_is_stopped_and_a_retirement_is_only_recorded()
    {
        using var world = await DeployWorld.MakeAsync("deploy: {hold: 1m}\n");
        await world.DeployAsync(1);
        await world.DeployAsync(2, "canary");
        await world.Open().StopAsync("small", "ann", "rest", Cancellation);
        var tables = world.Target.InForce.Count;
        world.Clock.Now += TimeSpan.FromDays(3);
        (await world.Open().AdvanceAsync("small", Cancellation)).Rollout!.To.ShouldBe(2);
        var retired = await world.Open().RetireAsync("small", null, "ann", "over", null, Cancellation);
        (retired.State, retired.ShouldAnswer, retired.Address).ShouldBe((DeploymentState.Retired, false, null));
        (world.Target.InForce.Count, world.Target.Stopped).ShouldBe((tables, true));
        var started = await world.Open().StartAsync("small", "ann", "tell them", Cancellation);
        (started.State, started.ShouldAnswer).ShouldBe((DeploymentState.Retired, true));
        world.Target.InForce[^1].Retired.ShouldBe(new Retirement("over", null));
    }

    [Fact]
    public async Task What_never_answered_can_be_neither_stopped_nor_started()
    {
        using var world = await DeployWorld.MakeAsync();
        world.Target.Broken.Add(1);
        await DeploymentsTests.Fails(world.DeployAsync(1));
        (await DeploymentsTests.Fails(world.Open().StopAsync("small", "ann", "x", Cancellation))).ShouldBe("TR1842");
        (await DeploymentsTests.Fails(world.Open().StartAsync("small", "ann", "x", Cancellation))).ShouldBe("TR1842");
    }

    [Fact]
    public async Task A_retired_version_is_brought_back_with_a_reason()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.DeployAsync(2);
        await world.Open().RetireAsync("small", 1, "ann", "replaced", null, Cancellation);
        (await DeploymentsTests.Fails(world.Open().RestoreAsync("small", 2, "ann", "x", Cancellation))).ShouldBe("TR1843");
        (await DeploymentsTests.Fails(world.Open().RestoreAsync("small", 1, "ann", " ", Cancellation))).ShouldBe("TR0150");
        (await world.Open().RestoreAsync("small", 1, "bob", "by mistake", Cancellation)).Archived.ShouldBeEmpty();
        (await world.AuditAsync())[^1].ShouldBe(new("bob", "deploy.restore", "small/1", "by mistake"));
        (await world.Open().RollbackAsync("small", "bob", "back", Cancellation)).Live.ShouldBe(1);
    }

    [Fact]
    public void A_retired_model_that_was_stopped_before_stops_were_recorded_is_not_started()
    {
        var old = new Deployment
        {
            Name = "small",
            Model = "small",
            Target = "process",
            ChangedAt = default,
            Retired = new Retirement("over", null),
        };
        old.ShouldAnswer.ShouldBeFalse();
        (old with { Address = "http://127.0.0.1:1/" }).ShouldAnswer.ShouldBeTrue();
    }
}
