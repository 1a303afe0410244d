using System.ComponentModel;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Pearson's correlation of two columns lies in a range; rows that lack one are left out.</summary>
[Description("Pearson's correlation of two columns lies in a range; rows that lack one are left out.")]
internal sealed record CorrelationBetween : NumberMeasure
{
    [Setting("Second column.")]
    public required string Other { get; init; }

    /// <inheritdoc/>
    protected override string Figure => "correlation";

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [new(Column, ColumnView.Number), new(Other, ColumnView.Number)];

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [new CoMoments(Column, Other)];

    /// <inheritdoc/>
    protected override double Of(StatValues values) => values.Of(new CoMoments(Column, Other)).Correlation;
}
