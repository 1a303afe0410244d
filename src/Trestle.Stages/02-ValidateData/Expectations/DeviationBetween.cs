using System.ComponentModel;

using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The standard deviation (of a sample) lies in a range.</summary>
[Description("The standard deviation (of a sample) lies in a range.")]
internal sealed record DeviationBetween : MomentsMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "standard deviation";

    /// <inheritdoc/>
    protected override double Of(MomentsValue moments) => Math.Sqrt(moments.SampleVariance);
}
