using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of one figure of how often the values of a column occur. It keeps 12 bytes of each row.</summary>
internal abstract record ValueMeasure : NumberMeasure
{
    /// <inheritdoc/>
    protected sealed override ColumnView View => ColumnView.Typed;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Stat> Needs(ExpectationContext context) => [EqualValues.Of(Column)];

    /// <summary>The figure of the numbers of rows of each distinct value.</summary>
    protected abstract double Of(IReadOnlyList<int> counts, long rows);

    /// <inheritdoc/>
    protected sealed override double Of(StatValues values)
    {
        var found = values.Of(EqualValues.Of(Column));
        return found.Count == 0 ? double.NaN : Of([.. found.Groups().Select(group => group.Rows.Count)], found.Count);
    }
}
