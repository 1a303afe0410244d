using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.ValidateModel;

/// <summary>What must hold for a model before it may be chosen.</summary>
public sealed record ValidateModelSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ValidateModelSettings> Section { get; } = new("validate-model");

    [Setting("Confidence required that a model beats the best baseline on the same rows, over all trials of the search together.")]
    [Range(0.5, 0.999)]
    public double Confidence { get; init; } = 0.95;

    [Setting("Metric value from which a leak is suspected (default: 0.9995 for metrics with a maximum of 1).", Example = "0.98")]
    [Formerly("too-good")]
    public double? SuspectedLeak { get; init; }

    [Setting(
        "What to do when the selected model is worse than the baseline on the test part, or clearly worse there than out of fold: "
            + "refuse or warn.")]
    public GeneralisationRule Generalisation { get; init; } = GeneralisationRule.Refuse;

    [Setting(
        "What metrics have to be, out of fold for a model to be selected, and on the test part for it to be packaged.",
        Example = "{auc: {at-least: 0.8}}")]
    public IReadOnlyDictionary<string, LimitSettings> Metrics { get; init; } = new Dictionary<string, LimitSettings>();

    [Setting(
        "Rows on which a model is worst: how they are searched, and limits of metrics on them.",
        Example = "{worst: {auc: {at-least: 0.7}}}")]
    public SliceSettings Slices { get; init; } = new();

    [Setting(
        "How many of the steps along a column of train.monotone, all else as it is, may go the wrong way.",
        Example = "{at-most: 2%, severity: warning}")]
    public LimitSettings Monotone { get; init; } = new() { AtMost = 0.01 };

    [Setting(
        "How much worse the metric of models may be on changed rows of the test part, in its own unit; judged of the selected model.",
        Example = "{noise: {at-most: 0.02}}")]
    public RobustnessSettings Robustness { get; init; } = new();

    [Setting(
        "Limit of what changes when a model is learned again from resampled training rows (evaluate.refits): of the share of the test rows "
            + "that are decided otherwise; of a value the mean change of the prediction, as a share of the standard deviation of the true "
            + "values. Judged of the selected model.",
        Example = "{at-most: 5%}")]
    public LimitSettings? Stability { get; init; }

    [Setting("Largest model, in bytes of its file in the package; larger ones cannot be selected.", Example = "5MB")]
    public ByteSize? MaxSize { get; init; }

    [Setting(
        "Longest time for one row, path and model, in this process (99th percentile over rows one by one); slower models cannot be "
            + "selected. It depends on the machine, so the same run may select another model elsewhere.",
        Example = "500ms")]
    public TimeSpan? MaxLatency { get; init; }

    [Setting("How alike groups of rows are treated, and how alike they have to be.", Example = "{by: [gender], parity: {at-most: 0.1}}")]
    public FairnessSettings? Fairness { get; init; }
}

/// <summary>What happens to a selected model that does not hold on the test part.</summary>
public enum GeneralisationRule
{
    /// <summary>The run ends without a model.</summary>
    Refuse,

    /// <summary>The model is registered, with the warning on its card.</summary>
    Warn,
}
