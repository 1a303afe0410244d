using System.ComponentModel;

using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The smallest value lies in a range.</summary>
[Description("The smallest value lies in a range.")]
internal sealed record MinBetween : MomentsMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "smallest value";

    /// <inheritdoc/>
    protected override bool InUnitOfColumn => true;

    /// <inheritdoc/>
    protected override double Of(MomentsValue moments) => moments.Min;
}
