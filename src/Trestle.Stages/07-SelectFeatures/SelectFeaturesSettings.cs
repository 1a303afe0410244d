using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.SelectFeatures;

/// <summary>Which features are kept.</summary>
public sealed record SelectFeaturesSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SelectFeaturesSettings> Section { get; } = new("select-features");

    [Setting("Features that are always kept.", Example = "[postcode]")]
    public IReadOnlyList<string> Keep { get; init; } = [];

    [Setting("Features that are always dropped.", Example = "[customer_name]")]
    public IReadOnlyList<string> Drop { get; init; } = [];

    [Setting("Maximum share of distinct values in a text feature; above it, the feature is dropped as an identifier.")]
    [Range(0.01, 1)]
    public double MaxDistinctShare { get; init; } = 0.5;

    [Setting("Maximum share of missing values; above it, the feature is dropped.")]
    [Range(0, 1)]
    public double MaxMissing { get; init; } = 0.98;

    [Setting("Maximum squared correlation of a single number column with the target; above it, the feature is dropped as a leak.")]
    [Range(0.9, 1)]
    [Formerly("leak")]
    public double MaxTargetAuc { get; init; } = 0.999;
}
