using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Numbers have no fraction.</summary>
[Description("Numbers have no fraction.")]
internal sealed record WholeNumbers : NumberRule
{
    /// <inheritdoc/>
    public override string Rule => "whole numbers";

    /// <inheritdoc/>
    protected override Func<double, bool> Test(ExpectationContext context) => value => value == Math.Floor(value);
}
