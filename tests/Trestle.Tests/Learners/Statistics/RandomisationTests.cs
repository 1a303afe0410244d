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
    public void The_p_value_is_that_of_all_swaps() => Mae(100_000, RowDependence.None).ShouldBe(0.0107421875, 0.0015);

    [Fact]
    public void A_model_is_no_better_than_itself() => Randomisation.PValue(
        MetricCatalog.Get("mae"), Outcome(Good), Outcome(Good), 100, 1, TestContext.Current.CancellationToken).ShouldBe(1);

    [Fact]
    public void Rows_of_one_group_change_places_together_and_decide_nothing() =>
        Mae(1000, new RowDependence { Groups = new double[10] }).ShouldBe(0.5, 0.05);

    [Fact]
    public void With_groups_and_times_the_larger_probability_counts() =>
        Mae(1000, new RowDependence { Times = Labels, Groups = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2] }).ShouldBe(0.25, 0.05);

    /// <summary>The scores of one model are all smaller: swapped as they are, they would rank rows by who scored them.</summary>
    [Fact]
    public void Scores_of_another_size_are_swapped_by_their_ranks()
    {
        double[] labels = [.. Enumerable.Range(0, 40).Select(row => row < 20 ? 0.0 : 1)];
        double[] good = [.. Enumerable.Range(0, 40).Select(row => (100.0 + row) / 1000)];
        double[] bad = [.. Enumerable.Range(0, 40).Select(row => (500.0 + (row * 17 % 40)) / 1000)];
        var p = Randomisation.PValue(
            MetricCatalog.Get("auc"), new Outcome(TaskKind.Binary, labels, good, 1), new Outcome(TaskKind.Binary, labels, bad, 1), 2000, 1,
            TestContext.Current.CancellationToken);
        p.ShouldBe(1 / 2001.0, 1e-3);
    }

    private static double Mae(int draws, RowDependence dependence) => Randomisation.PValue(
        MetricCatalog.Get("mae"), Outcome(Good) with { Dependence = dependence }, Outcome(Bad), draws, 1,
        TestContext.Current.CancellationToken);

    private static Outcome Outcome(double[] scores) => new(TaskKind.Regression, Labels, scores, 1);
}
