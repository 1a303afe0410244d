using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Standardise;

/// <summary>How values are brought into one form.</summary>
public sealed record StandardiseSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<StandardiseSettings> Section { get; } = new("standardise");

    [Setting("Whether texts that differ only in case are merged.")]
    public bool FoldCase { get; init; } = true;

    [Setting("Maximum share of rows that steps may set aside (unknown: quarantine); with more, the run is refused.", Example = "5%")]
    [Range(0, 1)]
    public double MaxQuarantine { get; init; } = 0.05;

    [Setting("Steps on values, applied after parsing.", Example = "[{clip: {columns: [age], bounds: values, low: 0, high: 120}}]")]
    public IReadOnlyList<IRowStep> Steps { get; init; } = [];
}
