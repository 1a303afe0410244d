using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Evaluate;

/// <summary>What is measured.</summary>
public sealed record EvaluateSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<EvaluateSettings> Section { get; } = new("evaluate");

    [Setting("Metrics to report (default: all for the task).", Example = "[auc, brier]")]
    public IReadOnlyList<string> Metrics { get; init; } = [];

    [Setting(
        "What the test part is sliced by: columns or expressions, by their values (dates by year), and conditions such as tenure < 12, "
            + "for the rows that meet them. With a time column, years are always reported.",
        Example = "[contract]")]
    public IReadOnlyList<string> Slices { get; init; } = [];

    [Setting(
        "Bootstrap resamples for the confidence intervals (default: 1000; with a budget of less than five minutes in proportion fewer, at "
            + "least 250).",
        Example = "1000")]
    [Range(100, 100_000)]
    public int? Resamples { get; init; }

    [Setting(
        "For how many columns the effect on each model's answers is drawn: partial dependence, curves of single rows, accumulated local "
            + "effects. 0 for none.")]
    [Range(0, 100)]
    public int Effects { get; init; } = 8;

    [Setting(
        "Whether to learn the best single model again from an eighth, a quarter and a half of the rows: would more rows pay? (default: "
            + "true; false with a budget of less than five minutes).",
        Example = "false")]
    public bool? LearningCurve { get; init; }

    [Setting(
        "How often models that may be selected are learned again from resampled training rows, to see what changes; each costs as much as "
            + "learning the model (default: 5 with validate-model.stability, otherwise 0).",
        Example = "5")]
    [Range(0, 100)]
    public int? Refits { get; init; }

    [Setting("Whether to try to tell rows of the test part from those of the training part, which are alike in a fair split.")]
    public bool Adversarial { get; init; } = true;

    [Setting("Confidence level of the intervals.")]
    [Range(0.5, 0.999)]
    public double Level { get; init; } = 0.95;
}
