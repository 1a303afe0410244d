using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The number of distinct values, as a share of the values, lies in a range.</summary>
[Description("The number of distinct values, as a share of the values, lies in a range.")]
internal sealed record DistinctShareBetween : ValueMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "distinct values by values";

    /// <inheritdoc/>
    protected override double Of(IReadOnlyList<int> counts, long rows) => (double)counts.Count / rows;
}
