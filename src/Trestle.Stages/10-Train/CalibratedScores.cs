using Trestle.Learners.Ensemble;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>Out-of-fold scores of a binary model, each fold calibrated on the others, and the map for the model itself.</summary>
internal sealed record CalibratedScores(IReadOnlyList<ScoredRows> Folds, ScoreMap Map, string Words)
{
    private const int Resamples = 500;
    private const double Level = 0.95;

    /// <summary>
    /// Calibrates if it pays: if the log loss out of fold improves by more than its noise, and the Brier score improves, too. Null
    /// otherwise.
    /// </summary>
    public static CalibratedScores? WherePays(IReadOnlyList<ScoredRows> folds, int seed, CancellationToken cancellation)
    {
        var raw = ScoredRows.Whole(TaskKind.Binary, folds);
        if (CentredIsotonic.Fit(raw) is not { } map)
        {
            return null;
        }

        var maps = CrossFit.ByFold(raw, CentredIsotonic.Fit);
        if (maps.Values.Any(own => own is null))
        {
            return null;
        }

        ScoredRows[] mended = [.. folds.Select(fold => fold with { Scores = Array.ConvertAll(fold.Scores, maps[fold.Fold]!.Of) })];
        var (metric, after) = (new LogLoss(), ScoredRows.Whole(TaskKind.Binary, mended));
        var gain = Bootstrap.Difference(metric, after, raw, Resamples, Level, seed, cancellation);
        return gain.High < 0 && new Brier().Measure(after) < new Brier().Measure(raw)
            ? new CalibratedScores(
                mended, map,
                $"calibrated by isotonic regression: log loss {Format.Figure(metric.Measure(after))} instead of "
                    + $"{Format.Figure(metric.Measure(raw))} out of fold, difference {Format.Interval(gain.Low, gain.High)}")
            : null;
    }

    /// <summary>A candidate's model with the map inside: an ensemble, which any reader of packages knows.</summary>
    public static EnsembleModel Wrap(Candidate candidate, IModel model, ScoreMap map) => model is EnsembleModel ensemble
        ? ensemble.With(map)
        : new EnsembleModel(TaskKind.Binary, [new EnsembleMember(candidate.Learner, "", 1, model)], map);
}
