using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;

using Xunit;

namespace Trestle.Tests.Learners.Metrics;

/// <summary>Metrics of classes with an order.</summary>
public sealed class OrderMetricTests
{
    private static readonly double[] Labels = [0, 0, 1, 1, 2, 2, 3, 3, 3, 1];
    private static readonly int[] Decided = [0, 1, 1, 2, 2, 0, 3, 2, 3, 3];
    private static readonly double[] Weights = [1, 2, 1, 1, 0.5, 1, 1, 3, 1, 1];

    [Fact]
    public void Kappa_is_that_of_scikit_learn()
    {
        var kappa = new QuadraticKappa();
        kappa.Measure(Certain()).ShouldBe(0.5528455284552846, 1e-12);
        kappa.Measure(Certain() with { Weights = Weights }).ShouldBe(0.55470737913486, 1e-12);
        kappa.Measure(new Outcome(TaskKind.Multiclass, [1, 1], [0, 1, 0, 0, 1, 0], 3)).ShouldBe(double.NaN);
    }

    [Fact]
    public void The_distance_counts_classes()
    {
        new ClassDistance().Measure(Certain()).ShouldBe((0 + 1 + 0 + 1 + 0 + 2 + 0 + 1 + 0 + 2) / 10.0, 1e-12);
        new ClassDistance().Measure(Certain() with { Weights = Weights }).ShouldBe((2 + 1 + 2 + 3 + 2) / 12.5, 1e-12);
    }

    [Fact]
    public void The_ranked_probability_score_sums_over_the_cuts()
    {
        // Two rows of three classes: (0.2 - 1)^2 + (0.7 - 1)^2 where the first is true, (0.1 - 0)^2 + (0.4 - 0)^2 where the last is.
        var outcome = new Outcome(TaskKind.Multiclass, [0, 2], [0.2, 0.5, 0.3, 0.1, 0.3, 0.6], 3);
        new RankedProbabilityScore().Measure(outcome).ShouldBe((0.64 + 0.09 + 0.01 + 0.16) / 2, 1e-12);

        // Of certain answers it is the distance.
        new RankedProbabilityScore().Measure(Certain()).ShouldBe(new ClassDistance().Measure(Certain()), 1e-12);
    }

    [Fact]
    public void Steps_decide_for_the_middle_class_and_the_lower_one_in_a_tie()
    {
        var steps = RowValues.Steps(4);
        steps.Decide([0.4, 0.25, 0.2, 0.15], [], 0, 0).ShouldBe(1);
        steps.Decide([0.5, 0, 0, 0.5], [], 0, 0).ShouldBe(0);
        steps.Decide([0.1, 0.2, 0.3, 0.4], [], 0, 0).ShouldBe(2);
    }

    private static Outcome Certain() => new(
        TaskKind.Multiclass, Labels, [.. Decided.SelectMany(own => Enumerable.Range(0, 4).Select(c => c == own ? 1.0 : 0))], 4);
}
