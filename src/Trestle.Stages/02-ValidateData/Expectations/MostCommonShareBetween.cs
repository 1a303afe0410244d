using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The share of the most common value lies in a range.</summary>
[Description("The share of the most common value lies in a range.")]
internal sealed record MostCommonShareBetween : ValueMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "share of the most common value";

    /// <inheritdoc/>
    protected override double Of(IReadOnlyList<int> counts, long rows) => (double)counts.Max() / rows;
}
