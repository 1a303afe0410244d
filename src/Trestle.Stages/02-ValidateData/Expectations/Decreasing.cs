using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values do not rise from one row to the next.</summary>
[Description("Values do not rise from one row to the next.")]
internal sealed record Decreasing : OrderRule
{
    /// <inheritdoc/>
    protected override string Rule => Strictly ? "falling" : "not rising";

    /// <inheritdoc/>
    protected override bool MayFollow(double before, double value) => Strictly ? value < before : value <= before;
}
