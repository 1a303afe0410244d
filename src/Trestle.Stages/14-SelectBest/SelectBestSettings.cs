using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.SelectBest;

/// <summary>How the best model is chosen.</summary>
public sealed record SelectBestSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SelectBestSettings> Section { get; } = new("select-best");

    [Setting("Whether a simpler model is taken when the best is not better with confidence.")]
    public bool PreferSimple { get; init; } = true;

    [Setting("How the decision threshold of a binary model is found on out-of-fold scores: f1, youden, balanced-accuracy, value (needs cost) or fixed.")]
    public ThresholdRule? Threshold { get; init; }

    [Setting("The threshold, when it is fixed.")]
    [Range(0, 1)]
    public double Fixed { get; init; } = 0.5;

    [Setting("What each outcome is worth, in any unit; the threshold is then the one with the greatest value.")]
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
    [Setting("A positive that was found.")]
    public double TruePositive { get; init; }

    [Setting("A negative that was taken for a positive.")]
    public double FalsePositive { get; init; }

    [Setting("A negative that was left alone.")]
    public double TrueNegative { get; init; }

    [Setting("A positive that was missed.")]
    public double FalseNegative { get; init; }
}
