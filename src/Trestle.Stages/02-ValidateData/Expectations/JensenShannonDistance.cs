using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values are distributed as in a reference, by the Jensen–Shannon distance.</summary>
[Description("Values are distributed as in a reference, by the Jensen–Shannon distance.")]
internal sealed record JensenShannonDistance : DistanceRule
{
    [Setting("Maximum distance, 0 to 1.")]
    [Range(0, 1)]
    public double Max { get; init; } = 0.1;

    /// <inheritdoc/>
    protected override string Words => $"Jensen–Shannon distance at most {Shown.Number(Max)}";

    /// <inheritdoc/>
    protected override (bool Passed, double Figure) Compare(Distribution reference, Distribution present) =>
        Distances.JensenShannon(reference, present) is var distance ? (distance <= Max, distance) : default;
}
