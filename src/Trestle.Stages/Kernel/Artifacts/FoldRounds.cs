using System.Text.Json.Serialization;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>One round of cross-validation: the folds to learn from, and those to validate on.</summary>
public sealed record FoldRound(FoldSet Train, FoldSet Validate)
{
    /// <summary>The number by which the validated rows are known: that of their first fold.</summary>
    [JsonIgnore]
    public int Number => Validate.Folds.First();
}

/// <summary>Rolling origins of a split by time.</summary>
/// <param name="Rounds">The rounds of cross-validation: what each origin learns, and is measured on.</param>
/// <param name="Learned">The folds that the model of the test part learns.</param>
/// <param name="Window">How far back rows are learned, in the unit of the times; null for all of the past.</param>
public sealed record RollingOrigins(IReadOnlyList<FoldRound> Rounds, FoldSet Learned, double? Window);
