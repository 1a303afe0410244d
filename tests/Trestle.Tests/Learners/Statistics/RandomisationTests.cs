using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class RandomisationTests
{
    private static readonly double[] Labels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    private static readonly double[] Good = [1.1, 2.2, 2.9, 4.3, 5.1, 5.8, 7.2, 8.1, 8.7, 10.2];
    private static readonly double[] Bad = [1.4, 2.1, 3.5, 4.4, 4.6, 6.5, 7.1, 8.6, 9.4, 9.3];

    // scipy 1.10.1: permutation_test((|bad-label|, |good-label|), mean difference, permutation_type='samples', alternative='greater')
    // goes through all 1024 swaps: p = 0.0107421875.
    [Fact]
    public void The_p_value_is_that_of_all_swaps() => Randomisation.PValue(
        MetricCatalog.Get("mae"), Outcome(Good), Outcome(Bad), 1, 100_000, 1, TestContext.Current.CancellationToken).ShouldBe(0.0107421875,
        0.0015);

    [Fact]
    public void A_model_is_no_better_than_itself() => Randomisation.PValue(
        MetricCatalog.Get("mae"), Outcome(Good), Outcome(Good), 1, 100, 1, TestContext.Current.CancellationToken).ShouldBe(1);

    [Fact]
    public void One_block_of_all_rows_decides_nothing() => Randomisation.PValue(
        MetricCatalog.Get("mae"), Outcome(Good), Outcome(Bad), 10, 1000, 1, TestContext.Current.CancellationToken).ShouldBe(0.5, 0.05);

    private static Outcome Outcome(double[] scores) => new(TaskKind.Regression, Labels, scores, 1);
}
