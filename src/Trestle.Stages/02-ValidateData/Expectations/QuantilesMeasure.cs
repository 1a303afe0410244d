using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>
/// An expectation of a figure that follows from the distribution of a column: exact up to 50,000 distinct values, beyond that within 0.2 %
/// in rank.
/// </summary>
internal abstract record QuantilesMeasure : NumberMeasure
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<Stat> Needs(ExpectationContext context) => [new Quantiles(Column)];

    /// <summary>The figure; NaN when there are no values.</summary>
    protected abstract double Of(QuantilesValue quantiles);

    /// <inheritdoc/>
    protected sealed override double Of(StatValues values) => Of(values.Of(new Quantiles(Column)));
}
