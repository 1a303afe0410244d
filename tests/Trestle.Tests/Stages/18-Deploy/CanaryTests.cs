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
            deployment = await PassAsync(world, minutes: look == 1 ? 1 : 10, live: 1350, canary: 150);
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
        figures.GetProperty("canaryRequests").GetInt64().ShouldBe(600);
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
        var deployment = await PassAsync(world, minutes: 40, live: 4500, canary: 500);
        deployment.Rollout!.Step.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_fails_every_request_goes_within_minutes_of_a_step_of_hours()
    {
        using var world = await BegunAsync(Settings.Replace("40m", "12h"));
        (await PassAsync(world, minutes: 1, live: 18, canary: 2, canaryErrors: 2)).Rollout!.Step.ShouldBe(1);
        (await PassAsync(world, minutes: 1, live: 153, canary: 17, canaryErrors: 17)).Rollout.ShouldBeNull();
        (await world.AuditAsync()).Single(note => note.Action == "deploy.abandon").Reason
            .ShouldStartWith("errors 1, live 0 (limit 0.01, p = ");
    }

    [Fact]
    public async Task Without_enough_evidence_it_waits_and_says_what_is_missing_and_then_goes()
    {
        using var world = await BegunAsync();
        var deployment = await PassAsync(world, minutes: 40, live: 1800, canary: 200);
        deployment.Rollout!.Step.ShouldBe(1);
        var note = (await world.AuditAsync())[^1].Reason;
        note.ShouldStartWith(
            "not shown to be within its limits in 200 requests, live 1800: errors 0, live 0 (up to 0.01828 more, limit 0.01");
        note.ShouldContain("; waiting for more requests: about ");
        deployment.Rollout.Found.ShouldBe(note);
        deployment = await PassAsync(world, minutes: 200);
        (deployment.Live, deployment.Rollout).ShouldBe((1, null));
        (await world.AuditAsync()).Single(entry => entry.Action == "deploy.abandon").Reason.ShouldContain("timeout");
    }

    [Fact]
    public async Task With_little_traffic_it_ends_as_the_settings_say()
    {
        using var promoting = await BegunAsync(Settings.Replace("timeout: 4h", "timeout: 4h, undecided: promote"));
        (await PassAsync(promoting, minutes: 240, live: 90, canary: 10)).Rollout!.Step.ShouldBe(2);
        (await PassAsync(promoting, minutes: 240, live: 50, canary: 50)).Live.ShouldBe(2);
        (await promoting.AuditAsync()).Single(note => note.Action == "deploy.promote").Reason
            .ShouldContain("the timeout of 04:00:00 has passed; unproven, and promoted as deploy.canary.undecided says");

        using var failing = await BegunAsync(Settings.Replace("timeout: 4h", "timeout: 4h, undecided: promote"));
        (await PassAsync(failing, minutes: 240, live: 90, canary: 10, canaryErrors: 1)).Rollout.ShouldBeNull("one of ten failed");

        using var waiting = await BegunAsync(Settings.Replace("timeout: 4h", "timeout: 4h, undecided: wait"));
        (await PassAsync(waiting, minutes: 240, live: 90, canary: 10)).Rollout!.Step.ShouldBe(1);
        (await waiting.AuditAsync())[^1].Reason.ShouldEndWith("at this rate, or for somebody to promote it");
        (await PassAsync(waiting, minutes: 240, live: 90_000, canary: 10_000)).Rollout!.Step.ShouldBe(2);
    }

    [Fact]
    public async Task Missing_evidence_is_no_evidence()
    {
        using var world = await BegunAsync(Settings.Replace("timeout: 4h", "timeout: 4h, undecided: promote"));
        world.Counted = null;
        (await PassAsync(world, minutes: 60)).Rollout!.Step.ShouldBe(1);
        (await world.AuditAsync())[^1].Reason.ShouldBe("the host does not answer; waiting for more requests");
        (await PassAsync(world, minutes: 180)).Rollout.ShouldBeNull();
    }

    [Fact]
    public async Task One_that_is_promoted_on_request_waits_for_it_but_is_taken_out_by_itself()
    {
        using var world = await DeployWorld.MakeAsync(Settings);
        await world.DeployAsync(1);
        await world.Open().ApplyAsync(new DeployRequest("2") { Promotion = Promotion.OnRequest }, "renewal", Cancellation);
        (await PassAsync(world, minutes: 60, live: 9000, canary: 1000)).Rollout!.Step.ShouldBe(1);
        (await world.AuditAsync())[^1].Reason.ShouldEndWith("waiting for somebody to promote it");
        (await PassAsync(world, minutes: 60, live: 900, canary: 200, canaryErrors: 200)).Rollout.ShouldBeNull();
    }

    private static async Task<DeployWorld> BegunAsync(string settings = Settings)
    {
        var world = await DeployWorld.MakeAsync(settings);
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
