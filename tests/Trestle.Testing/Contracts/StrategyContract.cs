using Shouldly;

using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Strategies;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IRolloutStrategy"/> promises. To hold strategies to it, derive and name them; that is all:
/// <code>
/// public sealed class OurStrategies : StrategyContract
/// {
///     protected override IEnumerable&lt;IRolloutStrategy&gt; Strategies => [new ByRegion()];
/// }
/// </code>
/// </summary>
public abstract class StrategyContract : IContractFor<IRolloutStrategy>
{
    private static readonly Route Live = new(3, "churn-3.trestle", new string('a', 64), RouteRole.Live, 1);
    private static readonly Route Next = new(4, "churn-4.trestle", new string('b', 64), RouteRole.Live, 1);

    /// <summary>The strategies under test.</summary>
    protected abstract IEnumerable<IRolloutStrategy> Strategies { get; }

    /// <summary>Settings that make sense.</summary>
    protected virtual IEnumerable<DeploySettings> Settings { get; } =
        [new(), new() { Steps = [0.5], Shadow = 0.25, Hold = TimeSpan.Zero }, new() { Steps = [0.01, 0.1, 0.25, 0.999] }];

    IEnumerable<IRolloutStrategy> IContractFor<IRolloutStrategy>.Subjects => Strategies;

    [Fact]
    public void Has_a_name_of_its_own() => ContractAssert.Names(Strategies.Select(strategy => strategy.Name));

    [Fact]
    public void The_last_step_makes_the_new_version_live_and_waits_for_nothing() => Each((_, steps) =>
    {
        var last = steps[^1];
        last.Routes.Single(route => route.Role == RouteRole.Live).ShouldBe(Next);
        last.Gate.ShouldBe(StepGate.None);
    });

    [Fact]
    public void The_live_version_answers_until_the_last_step() => Each((_, steps) =>
    {
        foreach (var step in steps.SkipLast(1))
        {
            step.Routes.Single(route => route.Role == RouteRole.Live).Version.ShouldBe(Live.Version);
            step.Gate.ShouldNotBe(StepGate.None);
        }
    });

    [Fact]
    public void Every_step_is_a_table_that_a_host_takes() => Each((_, steps) =>
    {
        for (var step = 0; step < steps.Count; step++)
        {
            steps[step].Name.ShouldNotBeNullOrWhiteSpace();
            steps[step].Hold.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
            var table = new RouteTable { Deployment = "live", Model = "churn", Generation = step + 1, Routes = steps[step].Routes };
            RouteTables.Read(RouteTables.Write(table), "test").Routes.ShouldBe(steps[step].Routes);
        }
    });

    [Fact]
    public void The_same_versions_and_settings_give_the_same_steps() => Each((again, steps) =>
        Documents.Write(again()).ShouldBe(Documents.Write(steps)));

    [Fact]
    public void Settings_that_make_no_sense_give_steps_or_an_error_with_a_number()
    {
        foreach (var strategy in Strategies)
        {
            foreach (double[] shares in new double[][] { [], [0], [1], [-1], [2], [double.NaN], [0.5, 0.5], [0.5, 0.1] })
            {
                ContractAssert.ResultOrProblem(
                    () => strategy.Steps(Live, Next, new DeploySettings { Steps = shares }))?.ShouldNotBeEmpty(strategy.Name);
            }
        }
    }

    private void Each(Action<Func<IReadOnlyList<RolloutStep>>, IReadOnlyList<RolloutStep>> check)
    {
        Strategies.ShouldNotBeEmpty();
        foreach (var strategy in Strategies)
        {
            foreach (var settings in Settings)
            {
                check(() => strategy.Steps(Live, Next, settings), strategy.Steps(Live, Next, settings));
            }
        }
    }
}
