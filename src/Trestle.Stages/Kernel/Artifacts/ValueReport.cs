namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 12: what the decisions of a candidate are worth on the test part: for a thousand rows, in the user's currency.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Value">What they are worth, with its interval.</param>
/// <param name="Gain">How much more that is than the best of the alternatives that need no model, with its interval.</param>
/// <param name="Plain">What the same predictions are worth when values decide nothing.</param>
/// <param name="Alike">What it is worth to decide all rows alike: for each class, or for the best amount.</param>
/// <param name="Perfect">What it is worth to decide every row rightly.</param>
public sealed record ValueReport(
    long Rows, MetricValue Value, MetricValue Gain, double Plain, IReadOnlyList<DecisionAlike> Alike, double Perfect);

/// <summary>One decision for all rows.</summary>
/// <param name="Decision">The class, or the amount.</param>
/// <param name="Value">What a thousand rows are worth so.</param>
public sealed record DecisionAlike(string Decision, double Value);
