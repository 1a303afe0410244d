using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>How long to search for good parameters.</summary>
public sealed record TrainSettings
{
    /// <summary>The word for class weights with which all classes count the same.</summary>
    public const string Balanced = "balanced";

    [Setting("Parameter sets to try per learner: those that are known to work first, then those that the results suggest (default: 12; "
        + "fast 4, best 40; with a budget, as many as its time allows).", Example = "12")]
    [Range(1, 10_000)]
    public int? Trials { get; init; }

    [Setting(
        "Metric for comparing models (default: auc for binary, log-loss for multiclass, rmse for regression, poisson-deviance for counts).",
        Example = "average-precision")]
    public string? Metric { get; init; }

    [Setting(
        "Columns with which the predicted value, or the probability of the positive class, may only rise (increasing) or fall "
            + "(decreasing). LightGBM keeps to it for the column itself; every model is held against it (validate-model.monotone).",
        Example = "{tenure: decreasing}")]
    public IReadOnlyDictionary<string, MonotoneDirection> Monotone { get; init; } = new Dictionary<string, MonotoneDirection>();

    [Setting(
        "A column with how much each row counts, 0 or more: in learning and in metrics, as scikit-learn's sample_weight (default: all "
            + "count the same). Only the ratios matter. The column is no feature and no part of requests.",
        Example = "exposure")]
    public string? Weights { get; init; }

    [Setting(
        "How much the rows of each class count in learning alone: balanced (all classes count the same together), or by class; classes "
            + "that are not named count 1. Probabilities are brought back to the classes' own shares.",
        Example = "balanced")]
    [MapWord(Balanced)]
    public IReadOnlyDictionary<string, double> ClassWeights { get; init; } = new Dictionary<string, double>();

    [Setting("Whether the probabilities of classes are calibrated (cross-fitted) where that improves the log loss by more than its noise.")]
    public bool Calibrate { get; init; } = true;

    [Setting("The methods of calibration to try: temperature (the only one for several classes), platt, isotonic.",
        Example = "[isotonic]")]
    public IReadOnlyList<CalibrationMethod> Calibrators { get; init; } =
        [CalibrationMethod.Temperature, CalibrationMethod.Platt, CalibrationMethod.Isotonic];

    [Setting("Maximum time for one fit of a training program (propose-candidates.code).", Example = "1h")]
    [Formerly("code-limit")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>How probabilities are made to agree with what happens.</summary>
public enum CalibrationMethod
{
    /// <summary>All log odds are multiplied by one number.</summary>
    Temperature,

    /// <summary>The log odds of two classes are multiplied by one number, and another is added.</summary>
    Platt,

    /// <summary>The probabilities of two classes become those that fit best among all that keep the order of rows.</summary>
    Isotonic,
}
