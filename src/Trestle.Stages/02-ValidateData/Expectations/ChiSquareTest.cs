using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values are distributed as in a reference, by a chi-square test.</summary>
[Description("Values are distributed as in a reference, by a chi-square test.")]
internal sealed record ChiSquareTest : DistanceRule
{
    [Setting("Minimum p-value; with many rows the test finds differences that do not matter.")]
    [Range(0, 1)]
    public double MinPValue { get; init; } = 0.01;

    /// <inheritdoc/>
    protected override string Words => $"chi-square p-value at least {Shown.Number(MinPValue)}";

    /// <inheritdoc/>
    protected override (bool Passed, double Figure) Compare(Distribution reference, Distribution present) =>
        Distances.ChiSquareProbability(reference, present) is var probability ? (probability >= MinPValue, probability) : default;
}
