using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Strategies;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Register;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Tests.Stages.Deploy;

using Xunit;

namespace Trestle.Tests.Stages.RetrainOrRetire;

/// <summary>A deployment as stage 22 uses it, where versions need an approval.</summary>
public sealed class DeployedModelTests
{
    private const string Rule = "register: {requires: 1 approval by approver}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trial_that_lacks_an_approval_changes_nothing_and_begins_once_it_is_there()
    {
        using var world = await DeployWorld.MakeAsync(Rule);
        await ApproveAsync(world, 1);
        await world.DeployAsync(1);
        var model = new DeployedModel(world.Project, world.Open(), "small");
        await model.ShadowAsync(2, "it may be better", Cancellation);
        var before = world.Target.InForce.Count;
        (await model.TryAsync(2, "it is better", Cancellation)).ShouldBe("version 2 of 'small' has no approval that counts");
        world.Target.InForce.Count.ShouldBe(before);
        (await world.Open().FindAsync("small", Cancellation))!.Rollout!.Strategy.ShouldBe("shadow");

        await ApproveAsync(world, 2);
        (await model.TryAsync(2, "it is better", Cancellation)).ShouldBeNull();
        (await world.Open().FindAsync("small", Cancellation))!.Rollout!.Strategy.ShouldBe("canary");
    }

    [Fact]
    public async Task What_answers_already_is_the_champion_without_being_approved_again()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await File.AppendAllTextAsync(Path.Combine(world.Project.Folder, Project.FileName), Rule, Cancellation);
        var project = Project.Open(world.Project.Folder);
        var deployments = new Deployments(project, world.Records, new DeployParts([world.Target], StrategyCatalog.All, world), world.Clock);
        await Should.ThrowAsync<TrestleException>(
            () => new ModelRegistry(project, world.Records).PromoteAsync("small", 1, "ann", "as before", Cancellation));
        await new DeployedModel(project, deployments, "small").PromoteAsync(1, "the newer one was worse", Cancellation);
        (await world.ChampionAsync()).ShouldBe(1);
    }

    private static Task ApproveAsync(DeployWorld world, int version) =>
        new RegistryNotes(world.Project, world.Records, world.Clock)
            .ApproveAsync("small", version, "bob", Role.Approver, "checked", Cancellation);
}
