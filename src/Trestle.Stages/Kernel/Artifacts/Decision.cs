using System.Text.Json.Serialization;

using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 12: how the predictions of a candidate become decisions.</summary>
/// <param name="Threshold">
/// The probability from which a row counts as positive, chosen on all out-of-fold rows: the test part is decided by it, and requests are.
/// Where rows are decided by their expected value, the gain above which a row is positive; for a value what is added to predictions.
/// </param>
/// <param name="Low">Lower end of the interval of its choice.</param>
/// <param name="High">Upper end.</param>
/// <param name="Reason">How it was found.</param>
/// <param name="ByFold">The threshold by which the rows of each fold are decided: chosen without them.</param>
/// <param name="Costs">The value of each outcome; null when nobody has said.</param>
public sealed record Decision(
    double Threshold, double Low, double High, string Reason, IReadOnlyDictionary<int, double> ByFold, CostMatrix? Costs)
{
    /// <summary>What decisions are worth where <see cref="Costs"/> does not say it; null in earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowValues? Values { get; init; }

    /// <summary>Whether each row is decided by its expected value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ByValue { get; init; }

    /// <summary>Whether the threshold is a shift of predicted values.</summary>
    [JsonIgnore]
    public bool IsShift => Values?.Errors is not null;

    /// <summary>The threshold of a package of two classes; null for other tasks.</summary>
    [JsonIgnore]
    public double? OfTwo => IsShift || Values?.Classes.Count > 2 ? null : Threshold;

    /// <summary>Whether the threshold is a probability.</summary>
    [JsonIgnore]
    public bool IsProbability => !ByValue && !IsShift;

    /// <summary>Out-of-fold rows, each decided without its own fold.</summary>
    internal Outcome OutOfFold(Outcome outcome) => DecisionRule.AtFolds(Served(outcome), ByFold);

    /// <summary>Rows that nothing was learned from, decided as requests are.</summary>
    internal Outcome Served(Outcome outcome) => outcome with
    {
        Threshold = Threshold,
        Costs = Costs,
        Values = Values,
        ByValue = ByValue,
    };

    /// <summary>Out-of-fold rows with the scores that the served model gives: a shift is part of it.</summary>
    internal Outcome Answered(Outcome outcome)
    {
        var decided = OutOfFold(outcome);
        return !IsShift ? decided : Served(outcome) with
        {
            Threshold = 0,
            Scores = [.. Enumerable.Range(0, outcome.Rows).Select(decided.Decided)],
        };
    }
}
