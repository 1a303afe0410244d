using System.Text.Json.Serialization;

using Trestle.Core.Schema;

namespace Trestle.Learners.Conformal;

/// <summary>
/// What a package knows of how far its predictions are off, from rows that the models which predicted them had not learned from: conformal
/// prediction over the folds (Vovk 2015: Cross-conformal predictors; Barber, Candès, Ramdas, Tibshirani 2021: Predictive inference with the
/// jackknife+). Intervals for a value, sets for classes.
/// </summary>
public sealed record ConformalScores
{
    /// <summary>The lowest level that can be asked for.</summary>
    public const double LeastLevel = 0.5;

    /// <summary>Intervals of a value; null for classes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConformalIntervals? Intervals { get; init; }

    /// <summary>Sets of classes; null for a value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConformalSets? Sets { get; init; }

    /// <summary>Whether a level can be asked for: from one half to below 1, and for intervals as high as the rows allow.</summary>
    public bool Allows(double level) => level >= LeastLevel && level < 1 && !(level > Intervals?.MostLevel + 1e-9);

    /// <summary>Why these cannot be the scores of a model, or null.</summary>
    internal string? Fault(TaskKind task, int classes) => task == TaskKind.Regression
        ? Sets is not null || Intervals is not { IsValid: true } ? "the intervals are not valid" : null
        : Intervals is not null || Sets is not { IsValid: true } || Sets.Classes.Count != classes ? "the sets of classes are not valid"
        : null;
}
