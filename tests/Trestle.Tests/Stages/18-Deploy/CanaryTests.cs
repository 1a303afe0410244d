using System.Text.Json;

using Shouldly;

using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>A canary under a clock that is moved, with counts that are made up.</summary>
public sealed class CanaryTests
{
    private const string Settings = "deploy: {strategy: canary, steps: [10%, 50%], hold: 40m, canary: {requests: 100, timeout: 4h}}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_does_no_worse_takes_over_step_by_step_and_each_look_is_on_record()
    {
        using var world = await BegunAsync();
        var deployment = await PassAsync(world, minutes: 9);
        Notes(await world.AuditAsync()).ShouldBeEmpty();
        for (var look = 1; look <= 4; look++)
        {
            deployment = await PassAsync(world, minutes: look == 1 ? 1 : 10, live: 900, canary: 100);
        }

        deployment.Rollout!.Step.ShouldBe(2);
        DeploymentsTests.Words(world.Target.InForce)[^1].ShouldBe("4: version 1 live 50 %, version 2 canary 50 %");
        for (var look = 1; look <= 4; look++)
        {
            deployment = await PassAsync(world, minutes: 10, live: 500, canary: 500);
        }

        (deployment.State, deployment.Live).ShouldBe((DeploymentState.Serving, 2));
        DeploymentsTests.Words(world.Target.InForce)[^1].ShouldBe("5: version 2 live, version 1 ready");
        var notes = Notes(await world.AuditAsync());
        notes.Select(note => note.Action)
            .ShouldBe(
                [
                    "deploy.hold", "deploy.hold", "deploy.hold", "deploy.step", "deploy.hold", "deploy.hold", "deploy.hold",
                    "deploy.promote",
                ]);
        var figures = JsonDocument.Parse(notes[3].Evidence).RootElement;
        figures.GetProperty("canaryRequests").GetInt64().ShouldBe(400);
        figures.GetProperty("findings")[0].GetProperty("measure").GetString().ShouldBe("errors");
    }

    [Fact]
    public async Task One_with_more_errors_is_taken_out_at_the_first_look()
    {
        using var world = await BegunAsync();
        world.Count(2, 0);
        var deployment = await PassAsync(world, minutes: 10, live: 900, canary: 100, canaryErrors: 30);
        (deployment.State, deployment.Live, deployment.Rollout).ShouldBe((DeploymentState.Serving, 1, null));
        DeploymentsTests.Words(world.Target.InForce)[^1].ShouldBe("4: version 1 live");
        var note = Notes(await world.AuditAsync())[^1];
        (note.Who, note.Action).ShouldBe(("trestle", "deploy.abandon"));
        note.Reason.ShouldStartWith("errors 0.3, live 0 (limit 0.01, p = ");
    }

    [Fact]
    public async Task Errors_of_before_the_step_are_not_held_against_it()
    {
        using var world = await DeployWorld.MakeAsync(Settings);
        await world.DeployAsync(1);
        world.Count(2, 500, errors: 500);
        await world.DeployAsync(2, "canary");
        var deployment = await PassAsync(world, minutes: 40, live: 900, canary: 100);
        deployment.Rollout!.Step.ShouldBe(2);
    }

    [Fact]
    public async Task Without_enough_requests_it_waits_and_then_goes()
    {
        using var world = await BegunAsync();
        (await PassAsync(world, minutes: 40, live: 900, canary: 99)).Rollout!.Step.ShouldBe(1);
        (await world.AuditAsync())[^1].Reason.ShouldBe("99 requests, live 900; each needs at least 100; waiting for more requests");
        var deployment = await PassAsync(world, minutes: 200);
        (deployment.Live, deployment.Rollout).ShouldBe((1, null));
        (await world.AuditAsync()).Single(note => note.Action == "deploy.abandon").Reason.ShouldContain("timeout");
    }

    [Fact]
    public async Task Missing_evidence_is_no_evidence()
    {
        using var world = await BegunAsync();
        world.Counted = null;
        (await PassAsync(world, minutes: 60)).Rollout!.Step.ShouldBe(1);
        (await world.AuditAsync())[^1].Reason.ShouldBe("the host does not answer; waiting for more requests");
    }

    [Fact]
    public async Task One_that_is_promoted_on_request_waits_for_it_but_is_taken_out_by_itself()
    {
        using var world = await DeployWorld.MakeAsync(Settings);
        await world.DeployAsync(1);
        await world.Open().ApplyAsync(new DeployRequest("2") { Promotion = Promotion.OnRequest }, "renewal", Cancellation);
        (await PassAsync(world, minutes: 60, live: 900, canary: 200)).Rollout!.Step.ShouldBe(1);
        (await world.AuditAsync())[^1].Reason.ShouldEndWith("waiting for somebody to promote it");
        (await PassAsync(world, minutes: 60, live: 900, canary: 200, canaryErrors: 200)).Rollout.ShouldBeNull();
    }

    private static async Task<DeployWorld> BegunAsync()
    {
        var world = await DeployWorld.MakeAsync(Settings);
        await world.DeployAsync(1);
        (await world.DeployAsync(2, "canary")).Rollout!.Step.ShouldBe(1);
        return world;
    }

    private static IReadOnlyList<Trestle.Storage.Records.AuditNote> Notes(IReadOnlyList<Trestle.Storage.Records.AuditNote> all) =>
        [.. all.Where(note => note.Who == "trestle" && note.Action != DeployActions.InForce && note.Evidence.Length > 0)];

    private static async Task<Deployment> PassAsync(
        DeployWorld world, double minutes, long live = 0, long canary = 0, long canaryErrors = 0)
    {
        world.Clock.Now += TimeSpan.FromMinutes(minutes);
        if (world.Counted is not null)
        {
            world.Count(1, live);
            world.Count(2, canary, canaryErrors);
        }

        return await world.Open().AdvanceAsync("small", Cancellation);
    }
}
