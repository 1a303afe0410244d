using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.ValidateModel;

/// <summary>What must hold for a model before it may be chosen.</summary>
public sealed record ValidateModelSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ValidateModelSettings> Section { get; } = new("validate-model");

    [Setting("Confidence required that a model beats the best baseline on the same rows.")]
    [Range(0.5, 0.999)]
    public double Confidence { get; init; } = 0.95;

    [Setting("Metric value from which a leak is suspected (default: 0.9995 for metrics with a maximum of 1).", Example = "0.98")]
    [Formerly("too-good")]
    public double? SuspectedLeak { get; init; }
}
