using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>A quantile lies in a range.</summary>
[Description("A quantile lies in a range.")]
internal sealed record QuantileBetween : QuantilesMeasure
{
    [Setting("The share of the values below it.", Example = "0.95")]
    [Range(0, 1)]
    public required double Quantile { get; init; }

    /// <inheritdoc/>
    protected override string Figure => $"{Shown.Number(Quantile)} quantile";

    /// <inheritdoc/>
    protected override bool InUnitOfColumn => true;

    /// <inheritdoc/>
    protected override double Of(QuantilesValue quantiles) => quantiles.Quantile(Quantile);
}
