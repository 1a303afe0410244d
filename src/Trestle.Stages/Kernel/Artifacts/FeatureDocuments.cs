using System.Text.Json.Serialization;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 7: a feature and what was decided about it.</summary>
public sealed record FeatureDecision(string Feature, string Source, ColumnKind Kind, bool Kept, string Reason)
{
    /// <summary>The share of the rounds of cross-validation that keep it, by their own training rows; null where no method chose.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Stability { get; init; }
}

/// <summary>What a round of cross-validation learns from.</summary>
/// <param name="Train">The folds of its training rows, by which the features were chosen.</param>
/// <param name="Kept">Names of its features.</param>
public sealed record RoundFeatures(IReadOnlyList<int> Train, IReadOnlyList<string> Kept);

/// <summary>Stage 7: features of one step that were tried.</summary>
/// <param name="Step">The place of the step in the feature plan.</param>
/// <param name="What">What they are.</param>
/// <param name="Features">How many there are.</param>
/// <param name="Loss">The name of the loss.</param>
/// <param name="Without">The mean loss of unseen training rows without them.</param>
/// <param name="With">The same with them.</param>
/// <param name="PValue">The probability of such a difference where they do not help.</param>
/// <param name="Kept">Whether they pay.</param>
public sealed record TriedStep(
    int Step, string What, int Features, string Loss, double Without, double With, double PValue, bool Kept);

/// <summary>Stage 7: which features models may use.</summary>
public sealed record FeatureList(IReadOnlyList<FeatureDecision> Features)
{
    /// <summary>How well each column alone tells the target, out of fold; empty in lists of earlier versions.</summary>
    public IReadOnlyList<ColumnFigure> Alone { get; init; } = [];

    /// <summary>What may give the target away.</summary>
    public IReadOnlyList<LeakFinding> Leaks { get; init; } = [];

    /// <summary>The features of each round of cross-validation; null where all have those of <see cref="Kept()"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RoundFeatures>? Rounds { get; init; }

    /// <summary>The features that were tried, and what each step added; null where none were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TriedStep>? Tried { get; init; }

    /// <summary>The steps of a feature plan without those that were tried in vain.</summary>
    public IReadOnlyList<PlannedStep> Used(StepList plan)
    {
        var vain = (Tried ?? []).Where(step => !step.Kept).Select(step => step.Step).ToHashSet();
        return [.. plan.Steps.Where((_, step) => !vain.Contains(step))];
    }

    /// <summary>The features that are kept, or that a round has: whatever may be learned from.</summary>
    public IReadOnlyList<FeatureDecision> Offered()
    {
        var own = (Rounds ?? []).SelectMany(round => round.Kept).ToHashSet(StringComparer.Ordinal);
        return [.. Features.Where(feature => feature.Kept || own.Contains(feature.Feature))];
    }

    /// <summary>Names of the features of the round that learns from these folds.</summary>
    public IReadOnlyList<string> Kept(FoldSet train) =>
        Rounds?.FirstOrDefault(round => FoldSet.Of(round.Train) == train)?.Kept ?? Kept();

    /// <summary>Names of the features that are kept.</summary>
    public IReadOnlyList<string> Kept() => [.. Features.Where(feature => feature.Kept).Select(feature => feature.Feature)];
}

/// <summary>How well one column alone tells the target: AUC for classes, R² for values.</summary>
public sealed record ColumnFigure(string Column, string Measure, double Value);

/// <summary>Stage 7: columns that may give the target away.</summary>
/// <param name="Check">The name of the check that found it.</param>
/// <param name="Columns">The columns; <c>__row</c> for rows as a whole.</param>
/// <param name="Found">What was found, with its figure.</param>
/// <param name="Stops">Whether it stops the run; otherwise it is a warning.</param>
/// <param name="Accepted">Why it is accepted all the same, in the user's words; null when it is not.</param>
public sealed record LeakFinding(string Check, IReadOnlyList<string> Columns, string Found, bool Stops, string? Accepted = null)
{
    /// <summary>What was found, and what the user says to it.</summary>
    public string Line() => Accepted is null ? Found : $"{Found}; accepted: {Accepted}";
}
