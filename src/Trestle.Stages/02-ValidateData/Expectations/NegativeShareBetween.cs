using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The share of values below zero lies in a range.</summary>
[Description("The share of values below zero lies in a range.")]
internal sealed record NegativeShareBetween : SignMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "share below zero";

    /// <inheritdoc/>
    protected override long Of(SignCountsValue signs) => signs.Negatives;
}
