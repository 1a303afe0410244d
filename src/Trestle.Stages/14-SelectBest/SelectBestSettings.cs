using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.SelectBest;

/// <summary>How the best model is chosen.</summary>
public sealed record SelectBestSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SelectBestSettings> Section { get; } = new("select-best");

    [Setting("Whether to choose a simpler model unless the best one is significantly better.")]
    public bool PreferSimple { get; init; } = true;

    [Setting(
        "How to choose the decision threshold of a binary model from out-of-fold scores: f1, youden, balanced-accuracy, "
            + "value (needs cost) or fixed.")]
    public ThresholdRule? Threshold { get; init; }

    [Setting("Threshold for the rule 'fixed'.")]
    [Range(0, 1)]
    public double Fixed { get; init; } = 0.5;

    [Setting("Value of each outcome, in any unit; the threshold then maximises the total value.")]
    public CostSettings? Cost { get; init; }
}

/// <summary>How a decision threshold is found.</summary>
public enum ThresholdRule
{
    F1,
    Youden,
    BalancedAccuracy,
    Value,
    Fixed,
}

/// <summary>The value of each outcome of a binary decision; costs are negative.</summary>
public sealed record CostSettings
{
    [Setting("Value of a true positive.")]
    public double TruePositive { get; init; }

    [Setting("Value of a false positive.")]
    public double FalsePositive { get; init; }

    [Setting("Value of a true negative.")]
    public double TrueNegative { get; init; }

    [Setting("Value of a false negative.")]
    public double FalseNegative { get; init; }
}
