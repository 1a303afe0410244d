using System.ComponentModel;

using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The share of rows without a value lies in a range.</summary>
[Description("The share of rows without a value lies in a range.")]
internal sealed record NullShareBetween : NumberMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "share of missing values";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Typed;

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [new Count(Column)];

    /// <inheritdoc/>
    protected override double Of(StatValues values) =>
        values.Of(new Count(Column)) is { Rows: > 0 } count ? (double)count.Missing / count.Rows : double.NaN;
}
