using Shouldly;

using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IDeployTarget"/> promises before anything runs on it; what it does with a host belongs into tests of its
/// own. To hold targets to it, derive and name them; that is all:
/// <code>
/// public sealed class OurTargets : DeployTargetContract
/// {
///     protected override IEnumerable&lt;IDeployTarget&gt; Targets => [new SystemdTarget()];
/// }
/// </code>
/// </summary>
public abstract class DeployTargetContract : IContractFor<IDeployTarget>, IDisposable
{
    private static readonly Route Live = new(3, "churn-3.trestle", new string('a', 64), RouteRole.Live, 1);
    private static readonly Route Other = new(4, "churn-4.trestle", new string('b', 64), RouteRole.Canary, 0);

    private readonly TempFolder folder = new();

    /// <summary>The targets under test.</summary>
    protected abstract IEnumerable<IDeployTarget> Targets { get; }

    IEnumerable<IDeployTarget> IContractFor<IDeployTarget>.Subjects => Targets;

    [Fact]
    public void Has_a_name_of_its_own() => ContractAssert.Names(Targets.Select(target => target.Name));

    [Fact]
    public void A_live_version_alone_can_be_served_and_so_can_one_that_another_is_ready_to_replace() => Each(target =>
    {
        target.Objection([Live]).ShouldBeNull(target.Name);
        target.Objection([Live, Other]).ShouldBeNull(target.Name);
        target.Objection([]).ShouldBeNull(target.Name);
    });

    [Fact]
    public void An_objection_has_a_reason_and_is_the_same_whenever_it_is_asked_for() => Each(target =>
    {
        foreach (Route[] routes in new Route[][]
        {
            [Live with { Share = 0.9 }, Other with { Share = 0.1 }],
            [Live, Other with { Role = RouteRole.Shadow, Share = 1 }],
        })
        {
            var objection = target.Objection(routes);
            objection?.Trim().ShouldNotBeEmpty(target.Name);
            target.Objection([.. routes.Reverse()]).ShouldBe(objection, target.Name);
        }
    });

    [Fact]
    public async Task What_was_never_brought_into_service_does_not_run()
    {
        foreach (var target in Targets)
        {
            var status = await target.LookAsync(Order(), TestContext.Current.CancellationToken);
            (status.Running, status.Generation, status.Restarts).ShouldBe((false, null, 0), target.Name);
        }
    }

    [Fact]
    public async Task A_cancelled_order_is_not_carried_out()
    {
        foreach (var target in Targets)
        {
            await ContractAssert.CancelsAsync(cancelled => target.ApplyAsync(Order(), cancelled));
            Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty(target.Name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private DeployOrder Order() => new(
        folder.Path,
        new Deployment
        {
            Name = "sample",
            Model = "churn",
            Target = "process",
            ChangedAt = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
            Generation = 1,
            Routes = [Live],
        },
        new DeploySettings { Port = 0 });

    private void Each(Action<IDeployTarget> check)
    {
        Targets.ShouldNotBeEmpty();
        Targets.ToList().ForEach(check);
    }
}
