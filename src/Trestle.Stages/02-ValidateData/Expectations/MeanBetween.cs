using System.ComponentModel;

using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The mean lies in a range.</summary>
[Description("The mean lies in a range.")]
internal sealed record MeanBetween : MomentsMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "mean";

    /// <inheritdoc/>
    protected override bool InUnitOfColumn => true;

    /// <inheritdoc/>
    protected override double Of(MomentsValue moments) => moments.Mean;
}
