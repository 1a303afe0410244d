using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Register;
using Trestle.Tests.Cli;
using Trestle.Tests.Stages.Deploy;

using Xunit;

namespace Trestle.Tests.Stages.Register;

/// <summary>An alias moves in one place, with a reason.</summary>
public sealed class PromotionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\n")]
    public async Task Promoting_needs_a_reason_everywhere(string reason)
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.DeployAsync(2, "shadow");
        var (deployments, before) = (world.Open(), (await world.Records.Audit.LastAsync(1, null, Cancellation))[0]);
        Func<Task>[] acts =
        [
            () => Registry(world).PromoteAsync("small", 2, "ann", reason, Cancellation),
            () => deployments.MakeChampionAsync(2, "ann", reason, deploy: false, Cancellation),
            () => deployments.MakeChampionAsync(2, "ann", reason, deploy: true, Cancellation),
            () => deployments.ApplyAsync(new DeployRequest("2") { Reason = reason }, "ann", Cancellation),
            () => deployments.PromoteAsync("small", "ann", reason, Cancellation),
            () => deployments.AbandonAsync("small", "ann", reason, Cancellation),
            () => deployments.RollbackAsync("small", "ann", reason, Cancellation),
            () => deployments.RetireAsync("small", 2, "ann", reason, null, Cancellation),
            () => deployments.StopAsync("small", "ann", reason, Cancellation),
        ];
        foreach (var act in acts)
        {
            (await Should.ThrowAsync<TrestleException>(act)).Problems[0].Code.ShouldBe("TR0150");
        }

        string[] lines = ["models {0} promote 2", "models {0} promote 2 --deploy", "deploy {0} 2", "rollback {0}", "retire {0} 2"];
        foreach (var line in lines)
        {
            var words = line.Split(' ').Select(word => word == "{0}" ? world.Project.Folder : word);
            var typed = await Typed.RunAsync([.. words, "--reason", reason]);
            typed.Code.ShouldBe(1, typed.ToString());
            typed.Errors.ShouldStartWith("TR0150");
        }

        (await world.Records.Audit.LastAsync(1, null, Cancellation))[0].ShouldBe(before);
        (await world.ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task An_alias_moves_once_with_who_and_why_on_record()
    {
        using var world = await DeployWorld.MakeAsync();
        (await Registry(world).PromoteAsync("small", 2, "ann", " better ", Cancellation)).ShouldBe(1);
        (await Registry(world).PromoteAsync("small", 2, "bob", "again", Cancellation)).ShouldBe(2);
        (await Registry(world).PromoteAsync("small", 3, "bob", "for the tests", Cancellation, "candidate")).ShouldBeNull();
        (await world.Records.Audit.LastAsync(3, null, Cancellation)).Reverse()
            .Select(entry => (entry.Note.Who, entry.Note.Action, entry.Note.Subject, entry.Note.Reason)).ShouldBe(
        [
            ("test", "registry.alias", "small/1", "the first"),
            ("ann", "registry.alias", "small/2", "better"),
            ("bob", "registry.alias", "small/3", "for the tests"),
        ]);
    }

    [Fact]
    public async Task An_alias_does_not_move_to_a_version_that_is_not_registered()
    {
        using var world = await DeployWorld.MakeAsync();
        (await DeploymentsTests.Fails(Registry(world).PromoteAsync("small", 4, "ann", "why", Cancellation))).ShouldBe("TR1612");
        (await DeploymentsTests.Fails(Registry(world).PromoteAsync("other", 1, "ann", "why", Cancellation))).ShouldBe("TR1611");
        (await world.ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public void An_alias_is_moved_in_one_place()
    {
        var source = Path.Combine(Repository.Root, "src");
        Directory.GetFiles(source, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Where(file => File.ReadAllText(file).Contains("SetAliasAsync(", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(source, file)).Order(StringComparer.Ordinal)
            .ShouldBe(["Trestle.Stages/16-Register/ModelRegistry.cs", "Trestle.Storage/Records/RecordStore.cs"]);
    }

    private static ModelRegistry Registry(DeployWorld world) => new(world.Project, world.Records);
}
