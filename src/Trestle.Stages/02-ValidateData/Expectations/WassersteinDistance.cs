using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Numbers are distributed as in a reference, by the Wasserstein distance.</summary>
[Description("Numbers are distributed as in a reference, by the Wasserstein distance.")]
internal sealed record WassersteinDistance : DistanceRule
{
    [Setting("Maximum distance, in standard deviations of the reference.")]
    [Range(0, double.MaxValue)]
    public double Max { get; init; } = 0.1;

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Number;

    /// <inheritdoc/>
    protected override string Words => $"Wasserstein distance at most {Shown.Number(Max)} standard deviations";

    /// <inheritdoc/>
    protected override (bool Passed, double Figure) Compare(Distribution reference, Distribution present)
    {
        // A reference that does not vary has no unit: then any difference is too much.
        var (distance, unit) = (Distances.Wasserstein(reference, present), reference.Deviation());
        var figure = distance == 0 ? 0 : unit > 0 ? distance / unit : double.PositiveInfinity;
        return (figure <= Max, figure);
    }
}
