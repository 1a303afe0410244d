using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values are distributed as in a reference, by the population stability index.</summary>
[Description("Values are distributed as in a reference, by the population stability index.")]
internal sealed record PopulationStability : DistanceRule
{
    [Setting("Maximum index; 0.1 is usually called a small change, 0.25 a large one.")]
    [Range(0, double.MaxValue)]
    public double Max { get; init; } = 0.1;

    /// <inheritdoc/>
    protected override string Words => $"population stability index at most {Shown.Number(Max)}";

    /// <inheritdoc/>
    protected override (bool Passed, double Figure) Compare(Distribution reference, Distribution present) =>
        Distances.Psi(reference, present) is var index ? (index <= Max, index) : default;
}
