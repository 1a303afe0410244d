using System.ComponentModel;

using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The median lies in a range.</summary>
[Description("The median lies in a range.")]
internal sealed record MedianBetween : QuantilesMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "median";

    /// <inheritdoc/>
    protected override bool InUnitOfColumn => true;

    /// <inheritdoc/>
    protected override double Of(QuantilesValue quantiles) => quantiles.Quantile(0.5);
}
