using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.ValidateModel;

/// <summary>Rows by the groups that they are in.</summary>
/// <param name="By">The column or expression.</param>
/// <param name="Groups">The groups with enough rows.</param>
/// <param name="LeftOut">Rows of those that are too small.</param>
internal sealed record FairnessGroups(string By, IReadOnlyList<Slice> Groups, long LeftOut)
{
    private const int LeastRows = 30;

    /// <summary>Groups with at least 30 rows; those of a private column have numbers instead of values, which nobody may see.</summary>
    public static FairnessGroups Of(string by, IEnumerable<Slice> slices, bool isPrivate)
    {
        var all = slices.ToArray();
        Slice[] large = [.. all.Where(slice => slice.Rows.Length >= LeastRows)];
        return new FairnessGroups(
            by,
            isPrivate
                ? [
                    .. large.OrderByDescending(slice => slice.Rows.Length)
                        .Select((slice, i) => slice with { Name = $"{by}: group {i + 1}" }),
                ]
                : large,
            all.Sum(slice => (long)slice.Rows.Length) - large.Sum(slice => (long)slice.Rows.Length));
    }
}

/// <summary>How groups of rows are treated by a model, with intervals.</summary>
internal static class Fairness
{
    /// <summary>The figures of the groups and the gaps between them; decisions are those of the outcome.</summary>
    public static FairnessReport Of(
        FairnessGroups groups, Outcome outcome, int resamples, double level, int seed, CancellationToken cancellation)
    {
        // Groups are of people, each of whom counts the same.
        outcome = outcome with { Weights = null };
        var gaps = new FairnessGaps(outcome, [.. groups.Groups.Select(group => group.Rows)]);
        return new FairnessReport(
            groups.By,
            [.. groups.Groups.Select(group => Group(group, outcome, resamples, level, seed, cancellation))],
            [.. gaps.Names.Select(name => Gap(gaps, name, outcome, resamples, level, seed, cancellation))],
            groups.LeftOut);
    }

    /// <summary>One gap.</summary>
    public static MetricValue Gap(
        FairnessGaps gaps, string name, Outcome outcome, int resamples, double level, int seed, CancellationToken cancellation)
    {
        // Resamples are of row numbers, which the gaps look up.
        var numbers = outcome with
        {
            Task = TaskKind.Regression,
            Scores = [.. Enumerable.Range(0, outcome.Rows).Select(row => (double)row)],
            Outputs = 1,
            Folds = null,
            Thresholds = null,
            Weights = null,
        };
        var interval = Bootstrap.Of(
            new Figure(name, MetricRange.FromZero, rows => gaps.Measure(name, rows.Scores)), numbers, resamples, level, seed, cancellation);
        return new MetricValue(name, interval.Value, interval.Low, interval.High);
    }

    private static SliceMetrics Group(
        Slice group, Outcome outcome, int resamples, double level, int seed, CancellationToken cancellation)
    {
        var part = outcome.Take(group.Rows) with { Folds = null };
        var figures = Figures(outcome.Task);
        return new SliceMetrics(group.Name, part.Rows, [.. figures.Zip(
            Bootstrap.Of(figures, part, resamples, level, seed, cancellation),
            (figure, interval) => new MetricValue(figure.Name, interval.Value, interval.Low, interval.High))]);
    }

    private static Figure[] Figures(TaskKind task) => task switch
    {
        TaskKind.Regression =>
        [
            new("mean prediction", MetricRange.Any, rows => rows.Scores.Average()),
            new("mean error", MetricRange.Any, rows => rows.MeanOf(row => rows.Labels[row] - rows.Scores[row])),
        ],
        TaskKind.Binary =>
        [
            new("decided positive", MetricRange.Share, rows => rows.MeanOf(rows.Class)),
            new("true positives", MetricRange.Share, rows => BinaryCounts.Of(rows).Recall),
            new("false positives", MetricRange.Share, rows => 1 - BinaryCounts.Of(rows).Specificity),
            new("observed minus predicted", MetricRange.Correlation, rows => rows.MeanOf(row => rows.Labels[row] - rows.Scores[row])),
        ],
        _ =>
        [
            new("accuracy", MetricRange.Share, rows => rows.MeanOf(row => rows.Class(row) == rows.Labels[row] ? 1 : 0)),
            new("observed minus predicted", MetricRange.Correlation, rows => rows.MeanOf(row =>
                (rows.Class(row) == rows.Labels[row] ? 1 : 0) - rows.Scores[(row * rows.Outputs) + rows.Class(row)])),
        ],
    };

    private static double MeanOf(this Outcome rows, Func<int, double> value)
    {
        var sum = 0.0;
        for (var row = 0; row < rows.Rows; row++)
        {
            sum += value(row);
        }

        return sum / rows.Rows;
    }

    private static double MeanOf(this Outcome rows, Func<int, int> value) => rows.MeanOf(row => (double)value(row));

    /// <summary>A figure of some rows, for its interval.</summary>
    private sealed class Figure(string name, MetricRange range, Func<Outcome, double> measure) : IMetric
    {
        public string Name => name;

        public string Title => name;

        public bool HigherIsBetter => false;

        public MetricRange Range => range;

        public bool IsSmooth => false;

        public bool Can(TaskKind task) => true;

        public double Measure(Outcome outcome) => outcome.Rows == 0 ? double.NaN : measure(outcome);
    }
}
