using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Evaluate;

/// <summary>Points of the usual plots on the test part.</summary>
internal static class Plotting
{
    private const int ResidualPoints = 200;
    private const int ResidualBins = 24;
    private const int QuantilePoints = 60;
    private const int MostClasses = 12;
    private const double Thousand = 1000;

    /// <summary>The plots that fit the task.</summary>
    public static Plots Of(Outcome outcome) => outcome.Task switch
    {
        TaskKind.Binary => new Plots
        {
            Roc = [.. Curves.Roc(outcome).Select(point => new[] { point.FalsePositiveRate, point.TruePositiveRate })],
            PrecisionRecall = [.. Curves.PrecisionRecall(outcome).Select(point => new[] { point.Recall, point.Precision })],
            Calibration = [.. Curves.Calibration(outcome).Select(bin => new[] { bin.Predicted, bin.Observed })],
            Confusion = Confusion(outcome, 2),
            Gain = Gain(outcome),
            Cost = [.. Curves.Cost(outcome).Select(point => new[] { point.ProbabilityCost, point.Cost })],
            Value = outcome.Costs is not { } costs ? []
                : [.. Curves.Value(outcome, costs).Select(point => new[] { point.Share, Thousand * point.ValuePerRow })],
        },
        TaskKind.Multiclass => new Plots
        {
            Confusion = Confusion(outcome, outcome.Outputs),
            Classes = outcome.Outputs > MostClasses ? [] : [.. Enumerable.Range(0, outcome.Outputs).Select(c => Class(outcome, c))],
        },
        _ => new Plots
        {
            Residuals = Residuals(outcome),
            ResidualQuantiles = Quantiles(outcome),
            ResidualBins = Bins(outcome),
        },
    };

    private static ClassCurves Class(Outcome outcome, int c)
    {
        var own = outcome.OneVersusRest(c);
        return new ClassCurves(
            c,
            Thin(Curves.Roc(own).Select(point => new[] { point.FalsePositiveRate, point.TruePositiveRate })),
            Thin(Curves.PrecisionRecall(own).Select(point => new[] { point.Recall, point.Precision })),
            Thin(Gain(own)));
    }

    private static double[][] Gain(Outcome outcome) =>
        [.. Curves.Gain(outcome).Select(point => new[] { point.Share, point.Captured })];

    /// <summary>Every third point, and both ends: several classes share a chart.</summary>
    private static double[][] Thin(IEnumerable<double[]> points)
    {
        double[][] all = [.. points];
        return [.. all.Where((_, i) => i % 3 == 0 || i == all.Length - 1)];
    }

    /// <summary>
    /// Quantiles of the residuals in standard deviations against those of the normal distribution, at (i − ½) / n (Wilk, Gnanadesikan
    /// 1968: Probability plotting methods for the analysis of data).
    /// </summary>
    private static double[][] Quantiles(Outcome outcome)
    {
        var sorted = Sorted(outcome);
        var mean = sorted.DefaultIfEmpty(0).Average();
        var deviation = StandardDeviation.OfSample(sorted);
        var points = Math.Min(sorted.Length, QuantilePoints);
        return deviation == 0 ? [] :
        [
            .. Enumerable.Range(0, points).Select(i => (i + 0.5) / points).Select(share => new[]
            {
                -Gaussian.CriticalValue(share), (Quantile.OfSorted(sorted, share) - mean) / deviation,
            }),
        ];
    }

    /// <summary>Rows by residual, in bins of one width from the first to the last percentile.</summary>
    private static double[][] Bins(Outcome outcome)
    {
        var sorted = Sorted(outcome);
        var (low, high) = (Quantile.OfSorted(sorted, 0.01), Quantile.OfSorted(sorted, 0.99));
        if (!(high > low))
        {
            return [];
        }

        var (width, counts) = ((high - low) / ResidualBins, new double[ResidualBins]);
        foreach (var residual in sorted)
        {
            counts[Math.Clamp((int)((residual - low) / width), 0, ResidualBins - 1)]++;
        }

        return [.. counts.Select((count, bin) => new[] { low + ((bin + 0.5) * width), count })];
    }

    private static double[] Sorted(Outcome outcome) =>
        [.. Enumerable.Range(0, outcome.Rows).Select(row => outcome.Labels[row] - outcome.Scores[row]).Where(double.IsFinite).Order()];

    /// <summary>Rows by true class (outer) and predicted class (inner).</summary>
    private static long[][] Confusion(Outcome outcome, int classes)
    {
        var counts = Enumerable.Range(0, classes).Select(_ => new long[classes]).ToArray();
        for (var row = 0; row < outcome.Rows; row++)
        {
            counts[(int)outcome.Labels[row]][outcome.Class(row)]++;
        }

        return counts;
    }

    /// <summary>Predicted value and residual of evenly spaced rows.</summary>
    private static double[][] Residuals(Outcome outcome)
    {
        var step = Math.Max(1, outcome.Rows / ResidualPoints);
        return
        [
            .. Enumerable.Range(0, outcome.Rows).Where(row => row % step == 0).Select(
                row => new[] { outcome.Scores[row], outcome.Labels[row] - outcome.Scores[row] }),
        ];
    }
}
