using System.ComponentModel;

using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The largest value lies in a range.</summary>
[Description("The largest value lies in a range.")]
internal sealed record MaxBetween : MomentsMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "largest value";

    /// <inheritdoc/>
    protected override bool InUnitOfColumn => true;

    /// <inheritdoc/>
    protected override double Of(MomentsValue moments) => moments.Max;
}
