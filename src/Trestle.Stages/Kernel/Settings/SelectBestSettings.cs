using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Rows.Expressions;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>How the best model is chosen, and how its probabilities become decisions.</summary>
public sealed record SelectBestSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SelectBestSettings> Section { get; } = new("select-best");

    [Setting("Whether to choose a simpler model unless a more complex one is worth its price.")]
    public bool PreferSimple { get; init; } = true;

    [Setting(
        "Price of complexity: what each step (linear, trees, ensemble) has to bring to be chosen, as a share of the best model's lead over "
            + "the best baseline in the metric, or of what it lacks of a perfect model if that is less (default: 1.5%; best 0).",
        Example = "1%")]
    [Range(0, 1)]
    public double? Price { get; init; }

    [Setting(
        "How to choose the decision threshold of a binary model from out-of-fold scores: f1, youden, balanced-accuracy, mcc, accuracy, "
            + "value (needs value), expected-value (each row by its own amounts; needs value), capacity (needs capacity) or fixed "
            + "(default: with value expected-value where an amount is an expression, else value; else what train.metric measures, else "
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

    [Setting("What decisions are worth, in any unit; they are then made so that the total value is largest.")]
    [Formerly("cost")]
    public ValueSettings? Value { get; init; }

    /// <summary>
    /// How models that are compared by a metric decide; null where nothing is decided but by the prediction. Positions are those of the
    /// file, columns those that amounts may be expressions of.
    /// </summary>
    internal DecisionRule? RuleFor(IMetric metric, Contract contract, IReadOnlyList<TypedColumn> columns, SourcePositions positions)
    {
        if (Value is null && (Threshold is ThresholdRule.Value or ThresholdRule.ExpectedValue || metric.Name == DecisionValue.MetricName))
        {
            var (setting, where) = Threshold is { } wanted && wanted is ThresholdRule.Value or ThresholdRule.ExpectedValue
                ? ($"threshold: {(wanted == ThresholdRule.Value ? "value" : "expected-value")}", "select-best.threshold")
                : ("metric: value", "train.metric");
            throw new TrestleException(DecisionErrors.CostMissing(setting, positions.Find(where).ToString()));
        }

        var values = Value is null ? null : new ValueReader(contract, columns, positions).Read(Value);
        return contract.Task switch
        {
            TaskKind.Binary => OfTwo(metric, values, positions),
            _ when values is null => contract.Ordered
                ? new DecisionRule(ThresholdRule.ExpectedValue) { Values = RowValues.Steps(contract.Classes.Count) }
                : null,
            TaskKind.Multiclass => new DecisionRule(ThresholdRule.ExpectedValue) { Values = values },
            _ => new DecisionRule(ThresholdRule.Value) { Values = values },
        };
    }

    private DecisionRule OfTwo(IMetric metric, RowValues? values, SourcePositions positions)
    {
        var byRow = values?.ByRow == true;
        var kind = Threshold ?? (byRow ? ThresholdRule.ExpectedValue : values is not null ? ThresholdRule.Value : metric.Name switch
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

        return byRow || kind == ThresholdRule.ExpectedValue
            ? new DecisionRule(kind, Fixed, null, capacity) { Values = values }
            : new DecisionRule(kind, Fixed, values is null ? null : ValueReader.Matrix(values), capacity);
    }
}
