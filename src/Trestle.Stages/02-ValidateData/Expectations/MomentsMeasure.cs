using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of a figure that follows from the moments of a column.</summary>
internal abstract record MomentsMeasure : NumberMeasure
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<Stat> Needs(ExpectationContext context) => [new Moments(Column)];

    /// <inheritdoc/>
    protected sealed override bool IsRevealing => true;

    /// <summary>The figure, of at least one value.</summary>
    protected abstract double Of(MomentsValue moments);

    /// <inheritdoc/>
    protected sealed override double Of(StatValues values) =>
        values.Of(new Moments(Column)) is { Count: > 0 } moments ? Of(moments) : double.NaN;
}
