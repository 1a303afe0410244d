using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The number of distinct values lies in a range.</summary>
[Description("The number of distinct values lies in a range.")]
internal sealed record DistinctCountBetween : ValueMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "distinct values";

    /// <inheritdoc/>
    protected override double Of(IReadOnlyList<int> counts, long rows) => counts.Count;
}
