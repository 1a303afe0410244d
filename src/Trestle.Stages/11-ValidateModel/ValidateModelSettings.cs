using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateModel;

/// <summary>What a model must fulfil before it may be chosen.</summary>
public sealed record ValidateModelSettings
{
    [Setting("Confidence with which a model must beat the best baseline on the same rows.")]
    [Range(0.5, 0.999)]
    public double Confidence { get; init; } = 0.95;

    [Setting("A value of the metric that is too good to be true, so that it points to a leak; by default 0.9995 for figures that end at 1.", Example = "0.98")]
    public double? SuspectedLeak { get; init; }
}
