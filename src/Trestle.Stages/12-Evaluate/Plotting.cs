using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Evaluate;

/// <summary>Points of the usual plots on the test part.</summary>
internal static class Plotting
{
    private const int ResidualPoints = 200;

    /// <summary>The plots that fit the task.</summary>
    public static Plots Of(Outcome outcome) => outcome.Task switch
    {
        TaskKind.Binary => new Plots
        {
            Roc = [.. Curves.Roc(outcome).Select(point => new[] { point.FalsePositiveRate, point.TruePositiveRate })],
            PrecisionRecall = [.. Curves.PrecisionRecall(outcome).Select(point => new[] { point.Recall, point.Precision })],
            Calibration = [.. Curves.Calibration(outcome).Select(bin => new[] { bin.Predicted, bin.Observed })],
            Confusion = Confusion(outcome, 2),
        },
        TaskKind.Multiclass => new Plots { Confusion = Confusion(outcome, outcome.Outputs) },
        _ => new Plots { Residuals = Residuals(outcome) },
    };

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
