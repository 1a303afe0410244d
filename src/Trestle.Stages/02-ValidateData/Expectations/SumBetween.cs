using System.ComponentModel;

using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The sum of the values lies in a range.</summary>
[Description("The sum of the values lies in a range.")]
internal sealed record SumBetween : MomentsMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "sum";

    /// <inheritdoc/>
    protected override double Of(MomentsValue moments) => moments.Mean * moments.Count;
}
