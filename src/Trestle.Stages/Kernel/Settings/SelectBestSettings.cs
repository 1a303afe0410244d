using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>How the best model is chosen, and how its probabilities become decisions.</summary>
public sealed record SelectBestSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SelectBestSettings> Section { get; } = new("select-best");

    [Setting("Whether to choose a simpler model unless a more complex one is worth its price.")]
    public bool PreferSimple { get; init; } = true;

    [Setting(
        "Price of complexity: what each step (linear, trees, ensemble) has to bring to be chosen, as a share of the model's lead over the "
            + "best baseline in the metric (default: 0.5%; best 0).",
        Example = "1%")]
    [Range(0, 1)]
    public double? Price { get; init; }

    [Setting(
        "How to choose the decision threshold of a binary model from out-of-fold scores: f1, youden, balanced-accuracy, mcc, accuracy, "
            + "value (needs cost), capacity (needs capacity) or fixed (default: value with cost, else what train.metric measures, else "
            + "capacity where there is one, else f1).")]
    public ThresholdRule? Threshold { get; init; }

    [Setting("Threshold for the rule 'fixed'.")]
    [Range(0, 1)]
    public double Fixed { get; init; } = 0.5;

    [Setting(
        "How many rows can be acted on: a share (5%), or a number out of a number (500 of 7000). The threshold makes no more of the rows "
            + "positive than that.",
        Example = "500 of 7000")]
    public string? Capacity { get; init; }

    [Setting("Value of each outcome, in any unit; the threshold then maximises the total value.")]
    public CostSettings? Cost { get; init; }

    /// <summary>The rule for the thresholds of binary models that are compared by a metric; positions are those of the file.</summary>
    internal DecisionRule RuleFor(IMetric metric, SourcePositions positions)
    {
        var kind = Threshold ?? (Cost is not null ? ThresholdRule.Value : metric.Name switch
        {
            DecisionValue.MetricName => ThresholdRule.Value,
            "accuracy" => ThresholdRule.Accuracy,
            "balanced-accuracy" => ThresholdRule.BalancedAccuracy,
            "mcc" => ThresholdRule.Mcc,
            _ => Capacity is null ? ThresholdRule.F1 : ThresholdRule.Capacity,
        });
        var capacity = Kernel.Settings.Capacity.Read(Capacity, positions);
        if (kind == (capacity is null ? ThresholdRule.Capacity : ThresholdRule.Fixed))
        {
            throw new TrestleException(DecisionErrors.CapacityAndThreshold(
                capacity is null, positions.Find("select-best.threshold").ToString()));
        }

        if (Cost is null && (kind == ThresholdRule.Value || metric.Name == DecisionValue.MetricName))
        {
            var (setting, where) = Threshold == ThresholdRule.Value
                ? ("threshold: value", "select-best.threshold")
                : ("metric: value", "train.metric");
            throw new TrestleException(DecisionErrors.CostMissing(setting, positions.Find(where).ToString()));
        }

        return new DecisionRule(kind, Fixed, Cost?.Matrix, capacity);
    }
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

    /// <summary>The values as a matrix.</summary>
    internal CostMatrix Matrix => new(TruePositive, FalsePositive, TrueNegative, FalseNegative);
}
