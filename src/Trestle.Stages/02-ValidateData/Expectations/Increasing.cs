using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values do not fall from one row to the next.</summary>
[Description("Values do not fall from one row to the next.")]
internal sealed record Increasing : OrderRule
{
    /// <inheritdoc/>
    protected override string Rule => Strictly ? "rising" : "not falling";

    /// <inheritdoc/>
    protected override bool MayFollow(double before, double value) => Strictly ? value > before : value >= before;
}
