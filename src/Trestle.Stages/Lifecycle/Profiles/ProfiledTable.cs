using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.SelectFeatures;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>A table to be profiled, and what is known of it.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Table">Its rows.</param>
public sealed record ProfiledTable(string Name, ParquetTable Table)
{
    /// <summary>The target, the time of a row, private columns, and how columns are read; empty names where nothing is known.</summary>
    public TableSettings Settings { get; init; } = new() { Target = "" };

    /// <summary>The delimiter of a text file, which says something of its writer's custom; null for other sources.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Lines of the source that are no rows.</summary>
    public long UnreadableRows { get; init; }

    /// <summary>How the source was read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The limits from which a column is suspected.</summary>
    public SelectFeaturesSettings Leaks { get; init; } = new();

    /// <summary>Whether the values of a column must not be shown.</summary>
    internal bool IsPrivate(string column) => Settings.Private.Contains(column);
}
