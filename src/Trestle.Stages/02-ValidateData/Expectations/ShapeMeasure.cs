using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of a figure of the shape of a column's distribution.</summary>
internal abstract record ShapeMeasure : NumberMeasure
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<Stat> Needs(ExpectationContext context) => [new HigherMoments(Column)];

    /// <summary>The figure; NaN when the column does not vary.</summary>
    protected abstract double Of(HigherMomentsValue moments);

    /// <inheritdoc/>
    protected sealed override double Of(StatValues values) => Of(values.Of(new HigherMoments(Column)));
}
