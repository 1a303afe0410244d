using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Register;
using Trestle.Stages.RetrainOrRetire;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>The champion is what answers: promoting refuses to part them, or deploys.</summary>
public sealed class ChampionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Promoting_does_not_leave_the_live_deployment_behind()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        var audit = await world.AuditAsync();
        var refused = await RefusedAsync(world, 2);
        var problem = refused.Problems[0];
        (problem.Code, refused.ExitCode).ShouldBe(("TR1818", ExitCode.Mistake));
        problem.Found.ShouldBe("version 1 of 'small' answers since 2026-01-01 00:00 UTC, not 2");
        problem.Fix.ShouldContain("--deploy");
        problem.Fix.ShouldContain("trestle deploy 2 --strategy NAME");
        (await world.ChampionAsync()).ShouldBe(1);
        (await world.AuditAsync()).ShouldBe(audit);
    }

    [Fact]
    public async Task Promoting_deploys_when_asked_to_and_the_alias_follows()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        var deployment = await world.Open().MakeChampionAsync(2, "ann", "better", deploy: true, Cancellation);
        (deployment!.State, deployment.Live).ShouldBe((DeploymentState.Serving, 2));
        DeploymentsTests.Words(world.Target.InForce).ShouldBe(
            ["1: version 1 live", "2: version 1 live, version 2 ready", "3: version 2 live, version 1 ready"]);
        (await world.ChampionAsync()).ShouldBe(2);
        (await world.AuditAsync())[2].ShouldBe(new("ann", "deploy.begin", "small/2", "better; blue-green: loaded and proven"));
        (await world.Records.AliasChangesAsync("small", Cancellation)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Promoting_by_a_canary_moves_the_alias_when_the_canary_has_finished()
    {
        using var world = await DeployWorld.MakeAsync("deploy: {strategy: canary}\n");
        await world.DeployAsync(1);
        (await world.Open().MakeChampionAsync(2, "ann", "better", deploy: true, Cancellation))!.State.ShouldBe(DeploymentState.RollingOut);
        (await world.ChampionAsync()).ShouldBe(1);
        (await RefusedAsync(world, 2)).Problems[0].Found.ShouldEndWith("not 2, which is on its way");
        await world.Open().PromoteAsync("small", "ann", "it does well", Cancellation);
        (await world.ChampionAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_version_that_the_target_refuses_does_not_become_the_champion()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        world.Target.Broken.Add(2);
        (await DeploymentsTests.Fails(world.Open().MakeChampionAsync(2, "ann", "better", deploy: true, Cancellation))).ShouldBe("TR1812");
        (await world.ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Where_nothing_answers_the_alias_moves_freely_and_deploy_brings_the_version_into_service()
    {
        using var world = await DeployWorld.MakeAsync();
        (await world.Open().MakeChampionAsync(2, "ann", "better", deploy: false, Cancellation)).ShouldBeNull();
        Directory.Exists(Path.Combine(world.Project.StateFolder, "deployments")).ShouldBeFalse();
        (await world.ChampionAsync()).ShouldBe(2);
        (await world.Open().MakeChampionAsync(3, "ann", "best", deploy: true, Cancellation))!.Live.ShouldBe(3);
        (await world.ChampionAsync()).ShouldBe(3);

        await world.Open().RetireAsync("small", null, "ann", "over", null, Cancellation);
        var retired = await world.Open().MakeChampionAsync(1, "ann", "batch jobs", deploy: false, Cancellation);
        retired!.State.ShouldBe(DeploymentState.Retired);
        (await world.ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_version_that_is_not_registered_is_refused_before_anything_is_done()
    {
        using var world = await DeployWorld.MakeAsync();
        (await DeploymentsTests.Fails(world.Open().MakeChampionAsync(9, "ann", "better", deploy: true, Cancellation))).ShouldBe("TR1612");
        Directory.Exists(Path.Combine(world.Project.StateFolder, "deployments")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_promotion_with_deployment_that_is_killed_at_any_step_is_finished_by_the_next_one()
    {
        for (var killed = 1; killed <= 10; killed++)
        {
            using var world = await DeployWorld.MakeAsync();
            await world.DeployAsync(1);
            var reached = 0;
            var dies = world.Open(_ =>
            {
                if (++reached == killed)
                {
                    throw new OperationCanceledException("killed");
                }
            });
            await Should.ThrowAsync<OperationCanceledException>(
                () => dies.MakeChampionAsync(2, "ann", "better", deploy: true, Cancellation));
            (await world.Open().MakeChampionAsync(2, "ann", "better", deploy: true, Cancellation))!.Live.ShouldBe(2);
            (await world.ChampionAsync()).ShouldBe(2);
            (await world.Records.AliasChangesAsync("small", Cancellation)).Count.ShouldBe(2, $"killed at {killed}");
        }
    }

    [Fact]
    public async Task The_status_holds_the_champion_and_what_answers_and_says_when_they_differ()
    {
        using var world = await DeployWorld.MakeAsync();
        (await world.Open().ChampionAsync(Cancellation)).ShouldSatisfyAllConditions(
            status => (status.Champion, status.Answers.Count, status.Difference).ShouldBe((1, 0, null)));
        await world.DeployAsync(1);
        world.Clock.Now += TimeSpan.FromHours(1);
        await world.Open().ApplyAsync(new DeployRequest("3") { Name = "eu" }, "ann", Cancellation);
        var same = await world.Open().ChampionAsync(Cancellation);
        same.Answers.ShouldBe(
        [
            new LiveVersion("eu", 3, world.Clock.Now, "http://127.0.0.1:1/"),
            new LiveVersion("small", 1, world.Clock.Now - TimeSpan.FromHours(1), "http://127.0.0.1:1/"),
        ]);
        (same.Champion, same.Difference).ShouldBe((1, null));

        // As an earlier Trestle left it.
        await world.Records.SetAliasAsync("small", ModelRegistry.Champion, 2, "bob", "better", Cancellation);
        (await world.Open().ChampionAsync(Cancellation)).Difference
            .ShouldBe("the champion is version 2, but version 1 answers: trestle deploy 2, or trestle models promote 1 --reason TEXT");
        await world.Open().MakeChampionAsync(1, "ann", "it answers", deploy: false, Cancellation);
        (await world.Open().ChampionAsync(Cancellation)).Difference.ShouldBeNull();
    }

    [Fact]
    public async Task The_renewal_of_another_deployment_does_not_move_the_champion_away_from_what_answers()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.Open().ApplyAsync(new DeployRequest("2") { Name = "eu" }, "ann", Cancellation);
        await new DeployedModel(world.Project, world.Open(), "eu").PromoteAsync(2, "it won", Cancellation);
        (await world.ChampionAsync()).ShouldBe(1);

        await world.Open().RetireAsync("small", null, "ann", "over", null, Cancellation);
        await new DeployedModel(world.Project, world.Open(), "eu").PromoteAsync(2, "it won", Cancellation);
        (await world.ChampionAsync()).ShouldBe(2);
        (await world.Records.AliasChangesAsync("small", Cancellation))[0].ShouldSatisfyAllConditions(
            change => (change.Who, change.Reason).ShouldBe((RetrainOrRetireStage.Who, "it won")));
    }

    private static Task<TrestleException> RefusedAsync(DeployWorld world, int version) =>
        Should.ThrowAsync<TrestleException>(() => world.Open().MakeChampionAsync(version, "ann", "better", deploy: false, Cancellation));
}
