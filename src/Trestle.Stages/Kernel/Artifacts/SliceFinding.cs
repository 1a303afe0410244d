using System.Text.Json.Serialization;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 11: rows of one kind on which a model is worse, found among many kinds of rows.</summary>
/// <param name="Slice">Which rows: a condition in the expression language.</param>
/// <param name="Rows">How many of the out-of-fold rows that were searched.</param>
/// <param name="Figure">The metric on them.</param>
/// <param name="Whole">The metric on all rows that were searched.</param>
/// <param name="PValue">The probability of a slice as bad as this anywhere in the search if none were worse (Bonferroni).</param>
/// <param name="Searched">How many slices were searched.</param>
public sealed record SliceFinding(string Slice, long Rows, MetricValue Figure, double Whole, double PValue, int Searched)
{
    /// <summary>The same slice of the test part, which it was not found on; null until stage 12, and where it has no such rows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SliceMetrics? Test { get; init; }
}
