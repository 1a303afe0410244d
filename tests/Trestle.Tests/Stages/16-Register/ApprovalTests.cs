using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Register;
using Trestle.Tests.Cli;
using Trestle.Tests.Stages.Deploy;

using Xunit;

namespace Trestle.Tests.Stages.Register;

/// <summary>No version answers without the approvals that the configuration asks for, whoever asks and by whatever way.</summary>
public sealed class ApprovalTests
{
    private const string Rule = "register: {requires: 2 approvals by approver}\n";
    private const string Model = "small";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1 approval by approver", 1, Role.Approver)]
    [InlineData("20 approvals by admin", 20, Role.Admin)]
    public void A_rule_is_read(string text, int count, Role role)
    {
        ApprovalRule.Parse(text).ShouldBe(new ApprovalRule(count, role));
        ApprovalRule.Parse(text)!.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("0 approvals by admin")]
    [InlineData("21 approvals by admin")]
    [InlineData("one approval by admin")]
    [InlineData("1 approval by role")]
    [InlineData("1 approval by 2")]
    public void Another_rule_is_refused_with_its_place(string text)
    {
        var problem = Should.Throw<TrestleException>(() => Project.Parse(
            Path.GetTempPath(), "trestle.yaml", $"name: small\nsource: d.csv\ntarget: y\nregister: {{requires: {text}}}\n"))
            .Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found, problem.Where).ShouldBe(("TR0108", $"the rule '{text}'", "trestle.yaml:4:22"));
    }

    [Fact]
    public async Task An_approval_counts_once_for_each_person_of_the_role_who_does_not_ask()
    {
        using var world = await DeployWorld.MakeAsync(Rule);
        var (registry, notes) = Open(world);
        await RefusedAsync(() => registry.PromoteAsync(Model, 2, "ann", "better", Cancellation));
        await notes.ApproveAsync(Model, 2, "ann", Role.Approver, "checked", Cancellation);
        await notes.ApproveAsync(Model, 2, "bob", Role.Admin, "checked", Cancellation);
        await notes.ApproveAsync(Model, 2, "bob", Role.Admin, "checked again", Cancellation);
        var problem = await RefusedAsync(() => registry.PromoteAsync(Model, 2, "ann", "better", Cancellation));
        problem.Found.ShouldBe("version 2 of 'small' has the approval of bob alone");
        problem.Expected.ShouldStartWith("2 approvals by approver before it may answer");
        (await world.ChampionAsync()).ShouldBe(1);

        // Neither another version's approvals nor another alias are touched.
        await RefusedAsync(() => registry.PromoteAsync(Model, 3, "cat", "better", Cancellation));
        await RefusedAsync(() => registry.PromoteAsync(Model, 3, "cat", "better", Cancellation, "CHAMPION"));
        await registry.PromoteAsync(Model, 3, "cat", "to try", Cancellation, "candidate");
        await registry.PromoteAsync(Model, 2, "cat", "better", Cancellation);
        (await world.ChampionAsync()).ShouldBe(2);
        (await world.Records.Audit.LastAsync(10, "small/2", Cancellation)).Select(entry => entry.Note.Action)
            .ShouldBe(["registry.alias", "registry.approve", "registry.approve", "registry.approve", "registry.register"]);
    }

    [Fact]
    public async Task A_lower_role_cannot_approve()
    {
        using var world = await DeployWorld.MakeAsync(Rule);
        var problem = (await Should.ThrowAsync<TrestleException>(
            () => Open(world).Notes.ApproveAsync(Model, 2, "ed", Role.Editor, "fine", Cancellation))).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found).ShouldBe(("TR1620", "'ed' has the role editor"));
        (await Open(world).Notes.FindAsync(Model, 2, Cancellation)).Approvals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("blue-green")]
    [InlineData("canary")]
    public async Task Nothing_is_deployed_without_approvals(string strategy)
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        Ask(world);
        using var asking = new Reopened(world);
        await RefusedAsync(() => asking.Deployments.ApplyAsync(
            new DeployRequest("2") { Strategy = strategy, Reason = "better" }, "ann", Cancellation));
        await RefusedAsync(() => asking.Deployments.MakeChampionAsync(2, "ann", "better", deploy: true, Cancellation));
        var deployment = (await asking.Deployments.FindAsync(Model, Cancellation))!;
        (deployment.Live, deployment.Rollout, deployment.Pending, deployment.Routes.Count).ShouldBe((1, null, null, 1));

        await ApproveAsync(asking, 2);
        (await asking.Deployments.ApplyAsync(
            new DeployRequest("2") { Strategy = strategy, Reason = "better" }, "ann", Cancellation)).Routes.Select(route => route.Version)
            .ShouldContain(2);
    }

    [Fact]
    public async Task A_shadow_may_watch_but_takes_over_with_approvals_alone()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.DeployAsync(3);
        Ask(world);
        using var asking = new Reopened(world);
        await asking.Deployments.ApplyAsync(new DeployRequest("2") { Strategy = "shadow", Reason = "to look" }, "ann", Cancellation);
        await RefusedAsync(() => asking.Deployments.PromoteAsync(Model, "bob", "looks good", Cancellation));

        await ApproveAsync(asking, 2);
        (await asking.Deployments.PromoteAsync(Model, "bob", "looks good", Cancellation)).Live.ShouldBe(2);

        // What answered before may answer again.
        (await asking.Deployments.RollbackAsync(Model, "bob", "worse", Cancellation)).Live.ShouldBe(3);
        (await world.ChampionAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task The_first_version_is_not_champion_by_itself_where_approvals_are_asked_for()
    {
        using var folder = new TestProject(TestProject.Small + Rule, TestProject.Rows(10));
        var (project, records) = (Project.Open(folder.Path_), await folder.RecordsAsync());
        var package = new PackagedModel(Model, project.Store.Put("one"u8), 3, []);
        var registry = new ModelRegistry(project, records);
        (await registry.RegisterAsync(package, 1, Cancellation)).Aliases.ShouldBeEmpty();
        (await registry.ResolveAsync(Model, ModelRegistry.Champion, Cancellation)).ShouldBeNull();
        ContentHash.Of("one"u8).ShouldBe(package.File);
    }

    [Fact]
    public async Task The_command_line_approves_with_the_key_of_a_person()
    {
        using var world = await DeployWorld.MakeAsync(Rule.Replace("2 approvals", "1 approval", StringComparison.Ordinal));
        var folder = world.Project.Folder;
        (await Typed.RunAsync("models", "promote", folder, "2", "--reason", "better")).Errors.ShouldStartWith("TR1617");
        (await Typed.RunAsync("deploy", folder, "2")).Errors.ShouldStartWith("TR1617");
        Environment.SetEnvironmentVariable("TRESTLE_KEY", "trestle_ann_wrong");
        (await Typed.RunAsync("models", "approve", folder, "2", "--reason", "checked")).Errors.ShouldStartWith("TR0109");

        var key = await new AccessKeys(world.Records, TimeProvider.System).CreateAsync("ann", Role.Approver, "test", Cancellation);
        Environment.SetEnvironmentVariable("TRESTLE_KEY", key.Token);
        var approved = await Typed.RunAsync("models", "approve", folder, "2", "--reason", "checked");
        Environment.SetEnvironmentVariable("TRESTLE_KEY", null);
        approved.Code.ShouldBe(0, approved.ToString());
        approved.Output.ShouldContain("by ann (approver)");
        (await Typed.RunAsync("models", "promote", folder, "2", "--reason", "better")).Code.ShouldBe(0);
        (await world.ChampionAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Versions_are_described_tagged_commented_and_listed_for_all()
    {
        using var world = await DeployWorld.MakeAsync();
        var folder = world.Project.Folder;
        var noted = await Typed.RunAsync(
            "models", "note", folder, "2", "--description", "without calls", "--tag", "team=retention", "--tag", "old=1",
            "--comment", "weak", "--json");
        noted.Code.ShouldBe(0, noted.ToString());
        noted = await Typed.RunAsync("models", "note", folder, "2", "--untag", "old", "--json");
        (noted.Json().GetProperty("description").GetString(), noted.Json().GetProperty("tags").ToString())
            .ShouldBe(("without calls", "{\n    \"team\": \"retention\"\n  }"));
        noted.Json().GetProperty("comments")[0].GetProperty("text").GetString().ShouldBe("weak");
        (await Typed.RunAsync("models", "note", folder, "2", "--tag", "no value")).Errors.ShouldStartWith("TR0091");
        (await Typed.RunAsync("models", "note", folder, "2", "--tag", "a b=1")).Errors.ShouldStartWith("TR1618");
        (await Typed.RunAsync("models", "note", folder, "9", "--comment", "x")).Errors.ShouldStartWith("TR1612");

        (await Typed.RunAsync("models", "alias", folder, "pilot", "2", "--reason", "to try")).Code.ShouldBe(0);
        (await Typed.RunAsync("models", "alias", folder, "Champion", "2", "--reason", "to try")).Errors.ShouldStartWith("TR0091");
        await world.Records.RegisterVersionAsync("fraud", ContentHash.Of("other"u8), 1, Cancellation);
        var all = (await Typed.RunAsync("models", folder, "--all", "--json")).Json();
        all.EnumerateArray().Select(one => $"{one.GetProperty("model")}/{one.GetProperty("version")}")
            .ShouldBe(["fraud/1", "small/3", "small/2", "small/1"]);
        all[2].GetProperty("aliases")[0].GetString().ShouldBe("pilot");
        (await Typed.RunAsync("models", folder, "--all")).Output.ShouldContain("team=retention");
    }

    private static (ModelRegistry Registry, RegistryNotes Notes) Open(DeployWorld world) =>
        (new ModelRegistry(world.Project, world.Records), new RegistryNotes(world.Project, world.Records, world.Clock));

    private static async Task<Problem> RefusedAsync(Func<Task> use)
    {
        var refused = await Should.ThrowAsync<TrestleException>(use);
        refused.ExitCode.ShouldBe(ExitCode.Refused);
        refused.Problems.ShouldHaveSingleItem().Code.ShouldBe("TR1617");
        return refused.Problems[0];
    }

    /// <summary>Adds the rule to the configuration of a project that is in service already.</summary>
    private static void Ask(DeployWorld world) => File.AppendAllText(Path.Combine(world.Project.Folder, Project.FileName), Rule);

    private static async Task ApproveAsync(Reopened asking, int version)
    {
        foreach (var who in new[] { "cat", "dan" })
        {
            await asking.Notes.ApproveAsync(Model, version, who, Role.Approver, "checked", Cancellation);
        }
    }

    /// <summary>The same world, with the configuration read again.</summary>
    private sealed class Reopened(DeployWorld world) : IDisposable
    {
        private readonly Project project = Project.Open(world.Project.Folder);

        public Trestle.Stages.Deploy.Deployments Deployments => new(
            project, world.Records,
            new Trestle.Stages.Deploy.DeployParts([world.Target], Trestle.Stages.Deploy.Strategies.StrategyCatalog.All, world),
            world.Clock);

        public RegistryNotes Notes => new(project, world.Records, world.Clock);

        public void Dispose() => project.ClearTempFolders();
    }
}
