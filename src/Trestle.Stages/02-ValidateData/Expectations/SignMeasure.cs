using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of a share of the values of a column.</summary>
internal abstract record SignMeasure : NumberMeasure
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<Stat> Needs(ExpectationContext context) => [new SignCounts(Column)];

    /// <summary>How many values are meant.</summary>
    protected abstract long Of(SignCountsValue signs);

    /// <inheritdoc/>
    protected sealed override double Of(StatValues values) =>
        values.Of(new SignCounts(Column)) is { Count: > 0 } signs ? (double)Of(signs) / signs.Count : double.NaN;
}
