using Trestle.Learners.Ensemble;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Train;

/// <summary>What makes probabilities agree with what happens: one of the two maps.</summary>
internal sealed record Calibrator(ScoreMap? Map, MarginMap? Margins)
{
    /// <summary>The calibrator of a fitted model; null where its probabilities are the learner's own.</summary>
    public static Calibrator? Of(FittedModel fitted) =>
        fitted.Calibration is null && fitted.Margins is null ? null : new Calibrator(fitted.Calibration, fitted.Margins);

    /// <summary>Learns one from out-of-fold rows; null where the method does not do the task, or the rows do not settle it.</summary>
    public static Calibrator? Fit(CalibrationMethod method, Outcome rows) => method switch
    {
        CalibrationMethod.Isotonic => rows.Task == TaskKind.Binary && CentredIsotonic.Fit(rows) is { } map
            ? new Calibrator(map, null)
            : null,
        CalibrationMethod.Platt => MarginScaling.Platt(rows) is { } margins ? new Calibrator(null, margins) : null,
        _ => MarginScaling.Temperature(rows) is { } margins ? new Calibrator(null, margins) : null,
    };

    /// <summary>The method in words.</summary>
    public static string Words(CalibrationMethod method) => method switch
    {
        CalibrationMethod.Isotonic => "isotonic regression",
        CalibrationMethod.Platt => "Platt scaling",
        _ => "temperature scaling",
    };

    /// <summary>The scores of rows, mapped.</summary>
    public double[] Of(double[] scores, int outputs)
    {
        if (Map is not null)
        {
            return Array.ConvertAll(scores, Map.Of);
        }

        var mapped = (double[])scores.Clone();
        Margins!.Apply(mapped, outputs);
        return mapped;
    }

    /// <summary>A candidate's model with the map inside: an ensemble, which any reader of packages knows.</summary>
    public EnsembleModel Wrap(TaskKind task, Candidate candidate, IModel model) => model is EnsembleModel ensemble
        ? ensemble.With(Map, Margins)
        : new EnsembleModel(task, [new EnsembleMember(candidate.ReadBy, "", 1, model)], Map, margins: Margins);
}
