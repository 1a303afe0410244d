using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>
/// A figure without any error is not certain. The expected ends are those of Clopper and Pearson, from scipy 1.10.1: beta.ppf(0.025, n, 1);
/// of ranks, those of normal scores, from its quad and brentq.
/// </summary>
public sealed class FlawlessRowsTests
{
    private const double LowOf12 = 0.735352;
    private const double LowOf30 = 0.884297;
    private const double LowOf42 = 0.915916;

    [Theory]
    [InlineData("accuracy", LowOf42, 0.005)]
    [InlineData("recall", LowOf12, 1e-6)]
    [InlineData("precision", 0.72, 0.03)] // 12 of 12; a negative row more would be the 13th
    [InlineData("balanced-accuracy", (1 + LowOf12) / 2, 1e-6)]
    [InlineData("auc", 0.949151, 0.001)]
    [InlineData("average-precision", 0.896215, 0.002)]
    public void Of_two_classes(string metric, double low, double tolerance)
    {
        var interval = Interval(metric, Binary(12, 30));
        (interval.Value, interval.High).ShouldBe((1, 1));
        interval.Low.ShouldBe(low, tolerance);
    }

    [Theory]
    [InlineData(30, 30, 2.839372)]
    [InlineData(42, 71, 3.418269)]
    [InlineData(100, 2000, 5.006899)]
    [InlineData(5, 5, 0.566638)]
    [InlineData(1, 1, 0)]
    public void Scores_are_as_far_apart_as_a_perfect_order_needs(int above, int below, double distance) =>
        PerfectRanks.Distance(above, below, 0.025).ShouldBe(distance, 1e-5);

    [Fact]
    public void Several_metrics_at_once_have_the_same_intervals()
    {
        var rows = Binary(12, 30);
        IMetric[] metrics = [MetricCatalog.Get("recall"), MetricCatalog.Get("auc"), MetricCatalog.Get("log-loss")];
        Bootstrap.Of(metrics, rows, 50, 0.95, 1, Cancellation)
            .ShouldBe(metrics.Select(metric => Bootstrap.Of(metric, rows, 50, 0.95, 1, Cancellation)));
    }

    [Fact]
    public void Of_three_classes_with_an_order()
    {
        double[] labels = [.. Enumerable.Range(0, 90).Select(row => (double)(row % 3))];
        var rows = new Outcome(
            TaskKind.Multiclass, labels,
            [.. labels.SelectMany(label => Enumerable.Range(0, 3).Select(c => c == (int)label ? 0.8 : 0.1))], 3);
        Interval("accuracy", rows).Low.ShouldBe(1 - ((1 - LowOf30) / 3), 1e-6);
        Interval("auc-ovr", rows).Low.ShouldBe(1 - ((1 - new Auc().Measure(PerfectRanks.Rows(30, 60, 0.025))) / 3), 1e-12);
        var distance = Interval("class-distance", rows);
        (distance.Value, distance.Low).ShouldBe((0, 0));
        distance.High.ShouldBe(2 * (1 - LowOf30) / 3, 1e-6); // two classes away, of the rows of one of three
    }

    [Fact]
    public void Rows_of_a_group_are_wrong_together_and_heavy_rows_count_as_they_do()
    {
        var rows = Binary(12, 30);
        double[] groups = [.. Enumerable.Range(0, 42).Select(row => row < 12 ? row / 4 : 3.0 + row)];
        Interval("recall", rows with { Dependence = new RowDependence { Groups = groups } }).Low
            .ShouldBe(Math.Pow(0.025, 1.0 / 3), 1e-6);
        double[] weights = [.. Enumerable.Range(0, 42).Select(row => row == 3 ? 5.0 : 1)];
        Interval("recall", rows with { Weights = weights }).Low.ShouldBe(LowOf12, 1e-6);
    }

    [Fact]
    public void What_follows_from_deciding_for_one_class_alone_and_what_has_an_error_stay()
    {
        var all = Interval("recall", Binary(12, 30) with { Threshold = 0 });
        (all.Value, all.Low, all.High).ShouldBe((1, 1, 1));
        var rows = Binary(12, 30);
        rows.Scores[20] = 0.95;
        var wrong = Interval("recall", rows);
        wrong.Value.ShouldBe(1);
        wrong.Low.ShouldBe(LowOf12, 1e-6);
        Interval("precision", rows).Low.ShouldBeGreaterThan(0.7);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Interval Interval(string metric, Outcome rows) =>
        Bootstrap.Of(MetricCatalog.Get(metric), rows, 200, 0.95, 1, Cancellation);

    /// <summary>Positive rows, then negative ones, each scored rightly.</summary>
    private static Outcome Binary(int positive, int negative) => new(
        TaskKind.Binary,
        [.. Enumerable.Range(0, positive + negative).Select(row => row < positive ? 1.0 : 0)],
        [.. Enumerable.Range(0, positive + negative).Select(row => row < positive ? 0.9 : 0.1 + (0.001 * row))], 1);
}
