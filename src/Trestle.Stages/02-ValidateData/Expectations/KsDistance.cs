using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Numbers are distributed as in a reference, by the Kolmogorov–Smirnov distance.</summary>
[Description("Numbers are distributed as in a reference, by the Kolmogorov–Smirnov distance.")]
internal sealed record KsDistance : DistanceRule
{
    [Setting("Maximum distance, 0 to 1.")]
    [Range(0, 1)]
    public double Max { get; init; } = 0.1;

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Number;

    /// <inheritdoc/>
    protected override string Words => $"Kolmogorov–Smirnov distance at most {Shown.Number(Max)}";

    /// <inheritdoc/>
    protected override (bool Passed, double Figure) Compare(Distribution reference, Distribution present) =>
        Distances.KolmogorovSmirnov(reference, present) is var distance ? (distance <= Max, distance) : default;
}
