using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The share of values that occur once lies in a range.</summary>
[Description("The share of values that occur once lies in a range.")]
internal sealed record UniqueShareBetween : ValueMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "share of values that occur once";

    /// <inheritdoc/>
    protected override double Of(IReadOnlyList<int> counts, long rows) => (double)counts.Count(count => count == 1) / rows;
}
