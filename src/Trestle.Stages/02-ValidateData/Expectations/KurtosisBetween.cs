using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The kurtosis lies in a range; 0 is that of a normal distribution.</summary>
[Description("The kurtosis lies in a range; 0 is that of a normal distribution.")]
internal sealed record KurtosisBetween : ShapeMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "excess kurtosis";

    /// <inheritdoc/>
    protected override double Of(HigherMomentsValue moments) => moments.ExcessKurtosis;
}
