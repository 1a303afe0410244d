using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class CosineTestTests
{
    private static readonly double[] Gains = [0.3, 0.5, 0.1, -0.2, 0.4, 0.6, 0.2, -0.1, 0.3, 0.7, 0.5, 0.0];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // By the formulas of the papers in Python 3.11, with the closed form of Student's t of six degrees of freedom.
    [Fact]
    public void The_probability_is_that_of_the_papers() => CosineTest.PValue(Gains).ShouldBe(0.01882650374421524, 1e-9);

    [Fact]
    public void For_a_mean_of_rows_the_gains_are_the_differences_of_the_losses_in_the_order_of_time()
    {
        int[] order = [5, 2, 11, 0, 7, 1, 9, 3, 10, 4, 8, 6];
        var (a, b) = (Outcome([.. order.Select(_ => 1.0)], order), Outcome([.. order.Select(row => 1 + Gains[row])], order));
        var mae = MetricCatalog.Get("mae");
        CosineTest.PValue(mae, a, b, 0, Cancellation)!.Value.ShouldBe(0.01882650374421524, 1e-9);
        CosineTest.PValue(mae, a, b, Gains.Average(), Cancellation)!.Value.ShouldBe(0.5, 1e-9);
        CosineTest.PValue(mae, b, a, 0, Cancellation)!.Value.ShouldBe(1 - 0.01882650374421524, 1e-9);
        CosineTest.PValue(mae, a with { Dependence = RowDependence.None }, b, 0, Cancellation).ShouldBeNull();
    }

    [Fact]
    public void A_difference_that_never_varies_is_certain_and_none_or_too_few_show_nothing()
    {
        CosineTest.PValue([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]).ShouldBe(0);
        CosineTest.PValue(new double[9]).ShouldBe(1);
        CosineTest.PValue([0.1, 0.1, 0.1, 0.1, 0.1, 0.1]).ShouldBe(1);
    }

    /// <summary>Halves of opposite signs say nothing, although each value is far from 0 and its neighbours.</summary>
    [Fact]
    public void A_turn_is_no_gain()
    {
        double[] turn = [.. Enumerable.Range(0, 100).Select(row => row < 60 ? 1.0 : -1)];
        CosineTest.PValue(turn).ShouldBeGreaterThan(0.2);
        DieboldMariano.PValue(turn, 1).ShouldBeLessThan(0.03);
    }

    private static Outcome Outcome(double[] scores, int[] times) => new(TaskKind.Regression, new double[scores.Length], scores, 1)
    {
        Dependence = new RowDependence { Times = [.. times.Select(time => (double)time)] },
    };
}
