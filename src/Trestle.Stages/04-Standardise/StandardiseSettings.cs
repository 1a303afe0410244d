using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Standardise;

/// <summary>How values are brought into one form.</summary>
public sealed record StandardiseSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<StandardiseSettings> Section { get; } = new("standardise");

    [Setting("Whether text that differs only in case is made the same.")]
    public bool FoldCase { get; init; } = true;

    [Setting("Steps on values, after they are parsed.", Example = "[{clip: {columns: [age], low: 0, high: 120}}]")]
    public IReadOnlyList<IRowStep> Steps { get; init; } = [];
}
