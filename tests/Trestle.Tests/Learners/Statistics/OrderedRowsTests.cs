using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>What is measured without a copy of the rows, or on resamples that are drawn once, is the same to the last bit.</summary>
public sealed class OrderedRowsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 1000)]
    [InlineData(true, 1000)]
    [InlineData(true, 12)]
    [InlineData(false, 2)]
    public void The_area_in_place_is_that_of_the_copied_rows(bool folds, int count)
    {
        var random = new Random(3);
        var outcome = Binary(random, count, folds);
        var rows = new OrderedRows(outcome);
        var inPlace = rows.InPlace(new Auc()).ShouldNotBeNull();
        for (var resample = 0; resample < 50; resample++)
        {
            int[] times = [.. Enumerable.Range(0, count).Select(_ => random.Next(3))];
            inPlace(times).ShouldBe(new Auc().Measure(rows.Take(times)));
        }

        inPlace(new int[count]).ShouldBe(double.NaN);
        rows.InPlace(new LogLoss()).ShouldBeNull();
        new OrderedRows(outcome with { Scores = [double.NaN, .. outcome.Scores.Skip(1)] }).InPlace(new Auc()).ShouldBeNull();
    }

    [Fact]
    public void Several_metrics_on_resamples_drawn_once_have_the_intervals_that_each_has_alone()
    {
        var (a, b) = (Binary(new Random(4), 300, folds: true), Binary(new Random(5), 300, folds: true));
        b = b with { Labels = a.Labels };
        IMetric[] metrics = [new Auc(), new LogLoss(), new F1(), new AveragePrecision()];
        var (first, second) = (
            Bootstrap.Resample(metrics, a, 100, 7, Cancellation), Bootstrap.Resample(metrics, b, 100, 7, Cancellation));
        for (var i = 0; i < metrics.Length; i++)
        {
            Bootstrap.Of(metrics[i], a, first[i], 0.9).ShouldBe(Bootstrap.Of(metrics[i], a, 100, 0.9, 7, Cancellation));
            Bootstrap.Difference(first[i], second[i], 0.9).ShouldBe(Bootstrap.Difference(metrics[i], a, b, 100, 0.9, 7, Cancellation));
        }
    }

    private static Outcome Binary(Random random, int count, bool folds) => new(
        TaskKind.Binary, [.. Enumerable.Range(0, count).Select(row => (double)(row % 2))],
        [.. Enumerable.Range(0, count).Select(row => Math.Round(random.NextDouble(), row % 3 == 0 ? 1 : 3))], 1)
    {
        Folds = folds ? [.. Enumerable.Range(0, count).Select(row => (double)(row % 4))] : null,
    };
}
