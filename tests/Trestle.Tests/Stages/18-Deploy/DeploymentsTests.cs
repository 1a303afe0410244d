using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

public sealed class DeploymentsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_version_comes_into_service_at_once_whatever_the_strategy()
    {
        using var world = await DeployWorld.MakeAsync();
        var deployment = await world.Open()
            .ApplyAsync(new DeployRequest("champion") { Strategy = "canary", Reason = "launch" }, "ann", Cancellation);
        (deployment.State, deployment.Live, deployment.Generation, deployment.Address)
            .ShouldBe((DeploymentState.Serving, 1, 1, "http://127.0.0.1:1/"));
        Words(world.Target.InForce).ShouldBe(["1: version 1 live"]);
        world.Target.InForce[0].Routes[0].Package.ShouldBe("../../packages/small-1.trestle");
        (await world.AuditAsync()).Select(note => (note.Who, note.Action, note.Subject, note.Reason)).ShouldBe(
        [
            ("ann", "deploy.begin", "small/1", "launch; direct: live"),
            ("ann", "deploy.in-force", "small/1", "generation 1: version 1 live"),
        ]);
        (await world.DeployAsync(1)).Generation.ShouldBe(1);
        (await world.AuditAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Blue_green_proves_the_new_one_beside_the_old_one_and_keeps_that_ready_for_the_way_back()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        var deployment = await world.DeployAsync(2, "blue-green");
        (deployment.State, deployment.Live, deployment.Rollout).ShouldBe((DeploymentState.Serving, 2, null));
        deployment.Before.ShouldBe([1]);
        Words(world.Target.InForce)
            .ShouldBe(["1: version 1 live", "2: version 1 live, version 2 ready", "3: version 2 live, version 1 ready"]);
        (await world.ChampionAsync()).ShouldBe(2);
        (await world.AuditAsync())[4].ShouldBe(
            new(
                "trestle", "deploy.promote", "small/2",
                "7 sample rows answered as in training, bit for bit; blue-green: live, version 1 stays ready"));

        var back = await world.Open().RollbackAsync("small", "bob", "complaints", Cancellation);
        (back.Live, back.Before.Count).ShouldBe((1, 0));
        (await world.ChampionAsync()).ShouldBe(1);
        Words(world.Target.InForce)[^1].ShouldBe("4: version 1 live");
        (await Fails(world.Open().RollbackAsync("small", "bob", "again", Cancellation))).ShouldBe("TR1808");
    }

    [Fact]
    public async Task A_version_that_cannot_be_loaded_is_taken_back_and_the_one_before_stays()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        world.Target.Broken.Add(2);
        var refused = await Should.ThrowAsync<TrestleException>(world.DeployAsync(2, "canary"));
        (refused.Problems[0].Code, refused.ExitCode).ShouldBe(("TR1812", ExitCode.Refused));
        var deployment = (await world.Open().FindAsync("small", Cancellation))!;
        (deployment.State, deployment.Live, deployment.Generation, deployment.Failure)
            .ShouldBe((DeploymentState.Serving, 1, 3, "version 2 is broken"));
        Words(world.Target.InForce).ShouldBe(["1: version 1 live", "3: version 1 live"]);
        (await world.ChampionAsync()).ShouldBe(1);
        (await world.DeployAsync(3)).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task A_version_that_answers_otherwise_than_its_training_never_answers_anybody()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        world.Target.Wrong.Add(2);
        (await Fails(world.DeployAsync(2, "blue-green"))).ShouldBe("TR1812");
        Words(world.Target.InForce).ShouldBe(["1: version 1 live", "2: version 1 live, version 2 ready", "3: version 1 live"]);
    }

    [Fact]
    public async Task A_first_version_that_cannot_be_loaded_leaves_nothing_and_another_may_follow()
    {
        using var world = await DeployWorld.MakeAsync();
        world.Target.Broken.Add(1);
        (await Fails(world.DeployAsync(1))).ShouldBe("TR1814");
        (await world.Open().FindAsync("small", Cancellation))!.State.ShouldBe(DeploymentState.Failed);
        world.Target.Stopped.ShouldBeTrue();
        (await world.DeployAsync(2)).Live.ShouldBe(2);
    }

    [Fact]
    public async Task A_shadow_waits_until_it_is_promoted_or_taken_out()
    {
        using var world = await DeployWorld.MakeAsync("deploy: {shadow: 50%}\n");
        await world.DeployAsync(1);
        (await world.DeployAsync(2, "shadow")).State.ShouldBe(DeploymentState.RollingOut);
        world.Clock.Now += TimeSpan.FromDays(30);
        await world.Open().AdvanceAsync("small", Cancellation);
        Words(world.Target.InForce)[^1].ShouldBe("2: version 1 live, version 2 shadows 50 %");
        (await world.Open().AbandonAsync("small", "ann", "no better", Cancellation)).Live.ShouldBe(1);
        (await Fails(world.Open().PromoteAsync("small", "ann", "too late", Cancellation))).ShouldBe("TR1809");

        await world.DeployAsync(2, "shadow");
        var promoted = await world.Open().PromoteAsync("small", "renewal", "won the paired test", Cancellation, "{\"p\":0.01}");
        promoted.Live.ShouldBe(2);
        (await world.AuditAsync()).Single(note => note.Action == "deploy.promote").Evidence.ShouldBe("{\"p\":0.01}");
    }

    [Fact]
    public async Task Rolling_back_takes_a_version_out_that_is_on_its_way()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.DeployAsync(2, "shadow");
        var back = await world.Open().RollbackAsync("small", "ann", "no", Cancellation);
        (back.Live, back.Rollout, back.Routes.Count).ShouldBe((1, null, 1));
    }

    [Fact]
    public async Task A_version_that_is_deployed_meanwhile_takes_the_place_of_the_one_on_its_way()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.DeployAsync(2, "shadow");
        var third = await world.DeployAsync(3, "direct");
        (third.Live, third.Rollout).ShouldBe((3, null));
        third.Routes.Select(route => route.Version).ShouldBe([3]);
        await world.DeployAsync(2, "shadow");
        (await world.DeployAsync(3)).Rollout.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_retired_does_not_come_back()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.DeployAsync(2, "blue-green");
        (await Fails(world.Open().RetireAsync("small", 2, "ann", "old", null, Cancellation))).ShouldBe("TR1810");
        (await Fails(world.Open().RetireAsync("small", 9, "ann", "old", null, Cancellation))).ShouldBe("TR1612");
        var one = await world.Open().RetireAsync("small", 1, "ann", "replaced", null, Cancellation);
        Words(world.Target.InForce)[^1].ShouldBe("4: version 2 live");
        one.Archived.Select(archived => (archived.Version, archived.Who, archived.Reason)).ShouldBe([(1, "ann", "replaced")]);
        (await Fails(world.Open().RollbackAsync("small", "ann", "back", Cancellation))).ShouldBe("TR1808");
        (await Fails(world.DeployAsync(1))).ShouldBe("TR1805");
    }

    [Fact]
    public async Task A_retired_model_answers_410_with_where_to_go_until_a_new_version_comes()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.DeployAsync(2, "shadow");
        var retired = await world.Open().RetireAsync("small", null, "ann", "contract ended", "churn-2", Cancellation);
        (retired.State, retired.Live, retired.Rollout).ShouldBe((DeploymentState.Retired, null, null));
        world.Target.InForce[^1].Retired.ShouldBe(new Retirement("contract ended", "churn-2"));
        (await Fails(world.Open().RetireAsync("small", null, "ann", "again", null, Cancellation))).ShouldBe("TR1813");
        (await Fails(world.DeployAsync(3))).ShouldBe("TR1805");
        (await world.Open().StopAsync("small", "ann", "done", Cancellation)).Address.ShouldBeNull();
        await world.Records.RegisterVersionAsync("small", Trestle.Core.Artifacts.ContentHash.Of([4]), 2, Cancellation);
        File.Copy(
            Path.Combine(world.Project.PackageFolder, "small-3.trestle"), Path.Combine(world.Project.PackageFolder, "small-4.trestle"));
        (await world.DeployAsync(4)).State.ShouldBe(DeploymentState.Serving);
    }

    [Fact]
    public async Task A_plan_tells_all_and_writes_nothing()
    {
        using var world = await DeployWorld.MakeAsync("deploy: {strategy: canary, steps: [5%, 25%], hold: 1h}\n");
        await world.DeployAsync(1);
        var before = await world.Records.Documents.FindAsync(Deployment.Kind, "small", Cancellation);
        var plan = await world.Open().PlanAsync(new DeployRequest("2"), Cancellation);
        (plan.From, plan.To, plan.Strategy).ShouldBe((1, 2, "canary"));
        plan.Steps.Select(step => $"{step.Name}: {string.Join(", ", step.Routes.Select(DeployWords.Route))}; {step.Gate} {step.Hold}")
            .ShouldBe(
        [
            "loaded and proven: version 1 live, version 2 ready; Proof 00:00:00",
            "5 % of the requests: version 1 live 95 %, version 2 canary 5 %; Evidence 01:00:00",
            "25 % of the requests: version 1 live 75 %, version 2 canary 25 %; Evidence 01:00:00",
            "live, version 1 stays ready: version 2 live, version 1 ready; None 00:00:00",
        ]);
        (await world.Records.Documents.FindAsync(Deployment.Kind, "small", Cancellation)).ShouldBe(before);
        (await world.Open().PlanAsync(new DeployRequest("1"), Cancellation)).Notes.ShouldBe(["version 1 is already live"]);
    }

    [Fact]
    public async Task A_deployment_that_stays_where_it_is_although_the_configuration_names_another_target_says_so()
    {
        using var world = await DeployWorld.MakeAsync("deploy: {target: kubernetes}\n");
        await world.Open().ApplyAsync(new DeployRequest("1") { Strategy = "direct", Target = "process" }, "ann", Cancellation);
        (await world.Open().PlanAsync(new DeployRequest("2"), Cancellation)).Notes.ShouldBe([
            "stays on process, although deploy.target is kubernetes: a deployment keeps its target; to deploy there, use another "
                + "name with --name"]);
    }

    [Theory]
    [InlineData("../up", "TR1801")]
    [InlineData("a/b", "TR1801")]
    [InlineData("%2e%2e", "TR1801")]
    [InlineData("", "TR1801")]
    [InlineData("/etc", "TR1801")]
    [InlineData("a\0b", "TR1801")]
    [InlineData("other", "TR1802")]
    public async Task A_name_that_is_none_touches_no_file(string name, string code)
    {
        using var world = await DeployWorld.MakeAsync();
        (await Fails(world.Open().AdvanceAsync(name, Cancellation))).ShouldBe(code);
        (await Fails(world.Open().RollbackAsync(name, "ann", "x", Cancellation))).ShouldBe(code);
        (await Fails(world.Open().RetireAsync(name, 1, "ann", "x", null, Cancellation))).ShouldBe(code);
        Directory.Exists(Path.Combine(world.Project.StateFolder, "deployments")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("17", null, null, "TR1612")]
    [InlineData("best", null, null, "TR1612")]
    [InlineData("../../x.trestle", null, null, "TR1613")]
    [InlineData("2", "bluegreen", null, "TR1803")]
    [InlineData("2", null, "cloud", "TR1803")]
    public async Task What_cannot_be_deployed_is_told_before_anything_is_done(string version, string? strategy, string? target, string code)
    {
        using var world = await DeployWorld.MakeAsync();
        (await Fails(world.Open().ApplyAsync(new DeployRequest(version) { Strategy = strategy, Target = target }, "ann", Cancellation)))
            .ShouldBe(code);
        (await world.AuditAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[50%, 10%]")]
    [InlineData("[0%, 10%]")]
    [InlineData("[10%, 100%]")]
    public async Task Steps_that_do_not_grow_are_refused(string steps)
    {
        using var world = await DeployWorld.MakeAsync($"deploy: {{steps: {steps}}}\n");
        await world.DeployAsync(1);
        (await Fails(world.DeployAsync(2, "canary"))).ShouldBe("TR1811");
    }

    [Fact]
    public async Task Two_who_deploy_at_once_do_it_one_after_the_other()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await Task.WhenAll(Task.Run(() => world.DeployAsync(2, "blue-green")), Task.Run(() => world.DeployAsync(3, "blue-green")));
        world.Target.InForce.Select(table => table.Generation).ShouldBe([1, 2, 3, 4, 5]);
        (await world.AuditAsync()).Count(note => note.Action == "deploy.in-force").ShouldBe(5);
    }

    internal static IReadOnlyList<string> Words(IEnumerable<RouteTable> tables) =>
        [.. tables.Select(table => $"{table.Generation}: {string.Join(", ", table.Routes.Select(DeployWords.Route))}")];

    internal static async Task<string> Fails(Task work) => (await Should.ThrowAsync<TrestleException>(() => work)).Problems[0].Code;
}
