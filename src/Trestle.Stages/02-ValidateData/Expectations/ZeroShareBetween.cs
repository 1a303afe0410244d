using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The share of zeros among the values lies in a range.</summary>
[Description("The share of zeros among the values lies in a range.")]
internal sealed record ZeroShareBetween : SignMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "share of zeros";

    /// <inheritdoc/>
    protected override long Of(SignCountsValue signs) => signs.Zeros;
}
