using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>Out-of-fold scores of classes, each fold calibrated on the others, and what calibrates the model itself.</summary>
internal sealed record CalibratedScores(IReadOnlyList<ScoredRows> Folds, Calibrator Calibrator, string Words)
{
    private const int Resamples = 500;
    private const double Level = 0.95;

    /// <summary>
    /// Calibrates if it pays: by the method with the best log loss on the rows of folds that it did not learn from, if that is better than
    /// without by more than its noise (the level is divided among the methods), and for two classes the Brier score is better, too. Null
    /// otherwise.
    /// </summary>
    public static CalibratedScores? WherePays(
        TaskKind task, IReadOnlyList<ScoredRows> folds, IReadOnlyList<CalibrationMethod> methods, int seed, CancellationToken cancellation)
    {
        var raw = ScoredRows.Whole(task, folds);
        if (raw.Folds!.Distinct().Take(2).Count() < 2)
        {
            return null;
        }

        var (metric, brier) = (new LogLoss(), new Brier());
        var best = methods.Distinct().Select(method => Try(task, folds, raw, method)).OfType<Attempted>()
            .MinBy(attempt => metric.Measure(attempt.Whole));
        if (best is null)
        {
            return null;
        }

        var level = 1 - ((1 - Level) / methods.Distinct().Count());
        var gain = Bootstrap.Difference(metric, best.Whole, raw, Resamples, level, seed, cancellation);
        return gain.High < 0 && (task != TaskKind.Binary || brier.Measure(best.Whole) < brier.Measure(raw))
            ? new CalibratedScores(
                best.Folds, best.Calibrator,
                $"calibrated by {Calibrator.Words(best.Method)}: log loss {Format.Figure(metric.Measure(best.Whole))} instead of "
                    + $"{Format.Figure(metric.Measure(raw))} out of fold, difference {Format.Interval(gain.Low, gain.High)}")
            : null;
    }

    /// <summary>A method on all folds; null where it cannot learn from the others of one.</summary>
    private static Attempted? Try(TaskKind task, IReadOnlyList<ScoredRows> folds, Outcome raw, CalibrationMethod method)
    {
        if (Calibrator.Fit(method, raw) is not { } calibrator)
        {
            return null;
        }

        var maps = CrossFit.ByFold(raw, rows => Calibrator.Fit(method, rows));
        if (maps.Values.Any(own => own is null))
        {
            return null;
        }

        ScoredRows[] mended =
            [.. folds.Select(fold => fold with { Scores = maps[fold.Fold]!.Of(fold.Scores, fold.Outputs) })];
        return new Attempted(method, calibrator, mended, ScoredRows.Whole(task, mended));
    }

    private sealed record Attempted(CalibrationMethod Method, Calibrator Calibrator, ScoredRows[] Folds, Outcome Whole);
}
