using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class DieboldMarianoTests
{
    private static readonly double[] Gains = [0.3, 0.5, 0.1, -0.2, 0.4, 0.6, 0.2, -0.1, 0.3, 0.7, 0.5, 0.0];

    // By the formulas of the papers in numpy 1.24.2, with Student's t of scipy 1.10.1. The covariances up to lag 2 sum up to less than 0.
    [Theory]
    [InlineData(1, 0.003163552252708943)]
    [InlineData(2, 0.007841213915457185)]
    [InlineData(3, 0.0019497248299317127)]
    public void The_probability_is_that_of_the_papers(int horizon, double expected) =>
        DieboldMariano.PValue(Gains, horizon).ShouldBe(expected, 1e-9);

    [Fact]
    public void For_a_mean_of_rows_the_gains_are_the_differences_of_the_losses()
    {
        var (a, b) = (Outcome([.. Gains.Select(_ => 1.0)]), Outcome([.. Gains.Select(gain => 1 + gain)]));
        DieboldMariano.PValue(MetricCatalog.Get("mae"), a, b, 0, TestContext.Current.CancellationToken)
            .ShouldBe(0.003163552252708943, 1e-9);
        DieboldMariano.PValue(MetricCatalog.Get("mae"), a, b, Gains.Average(), TestContext.Current.CancellationToken).ShouldBe(0.5, 1e-9);
        DieboldMariano.PValue(MetricCatalog.Get("mae"), b, a, 0, TestContext.Current.CancellationToken)
            .ShouldBe(1 - 0.003163552252708943, 1e-9);
    }

    [Fact]
    public void A_difference_that_never_varies_is_certain_and_none_is_none()
    {
        DieboldMariano.PValue([0.1, 0.1, 0.1], 1).ShouldBe(0);
        DieboldMariano.PValue([0.0, 0.0, 0.0], 1).ShouldBe(1);
    }

    private static Outcome Outcome(double[] scores) => new(TaskKind.Regression, new double[scores.Length], scores, 1);
}
