using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The skewness lies in a range.</summary>
[Description("The skewness lies in a range.")]
internal sealed record SkewnessBetween : ShapeMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "skewness";

    /// <inheritdoc/>
    protected override double Of(HigherMomentsValue moments) => moments.Skewness;
}
