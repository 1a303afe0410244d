using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.SelectFeatures;

/// <summary>Which features are kept.</summary>
public sealed record SelectFeaturesSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SelectFeaturesSettings> Section { get; } = new("select-features");

    [Setting("Features that are kept whatever the selectors say.", Example = "[postcode]")]
    public IReadOnlyList<string> Keep { get; init; } = [];

    [Setting("Features that are left out.", Example = "[customer_name]")]
    public IReadOnlyList<string> Drop { get; init; } = [];

    [Setting("A text feature in which more than this share of the values is different is an identifier, and left out.")]
    [Range(0.01, 1)]
    public double MaxDistinctShare { get; init; } = 0.5;

    [Setting("A feature that misses more than this share of its values is left out.")]
    [Range(0, 1)]
    public double MaxMissing { get; init; } = 0.98;

    [Setting("A feature that alone ranks or explains the target better than this (AUC, or squared correlation) is a leak, and left out.")]
    [Range(0.9, 1)]
    public double Leak { get; init; } = 0.999;
}
