using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Clean;

/// <summary>Which rows are removed and which values are cleaned.</summary>
public sealed record CleanSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<CleanSettings> Section { get; } = new("clean");

    [Setting("Whether rows that repeat an earlier row in every column are dropped. Equal rows always stand in the same fold.")]
    public bool DropDuplicates { get; init; }

    [Setting("Steps on values, after white space is trimmed and words for 'no value' are emptied.", Example = "[{null-tokens: {columns: [age], numbers: [-999]}}]")]
    public IReadOnlyList<IRowStep> Steps { get; init; } = [];
}
