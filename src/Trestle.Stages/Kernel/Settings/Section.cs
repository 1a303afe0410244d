using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>
/// The name and type of a section of the configuration. A stage may read the sections that its entry in <see cref="Stage"/> names,
/// as it may read the artifacts that it names there; what they hold is part of the key of its units.
/// </summary>
/// <param name="Key">The name, in kebab-case, as in the lifecycle.</param>
public sealed record Section<T>(string Key);

/// <summary>Sections that are single values, and those that several stages read.</summary>
public static class Section
{
    /// <summary>Name of the project and of its model.</summary>
    public static Section<string> Name { get; } = new("name");

    /// <summary>Seed of everything random.</summary>
    public static Section<int> Seed { get; } = new("seed");

    /// <summary>The PostgreSQL database of the records; null for a SQLite file of the project.</summary>
    public static Section<Secret?> Database { get; } = new("database");

    /// <summary>The store that a team shares; null when there is none.</summary>
    public static Section<StoreSettings?> Store { get; } = new("store");

    /// <summary>What the columns of the table are.</summary>
    public static Section<TableSettings> Table { get; } = new("table");

    /// <summary>What must hold for single columns.</summary>
    public static Section<IReadOnlyDictionary<string, ColumnSettings>> Limits { get; } = new("limits");

    /// <summary>How scoring hosts treat requests.</summary>
    public static Section<RequestPolicy> Requests { get; } = new("requests");

    /// <summary>How long a scoring host may take to start.</summary>
    public static Section<TimeSpan> StartLimit { get; } = new("start-limit");

    /// <summary>How much of a prediction log is kept.</summary>
    public static Section<IKeepsLog> Log { get; } = new("monitor");

    /// <summary>How much time the search may take; null where trials are counted.</summary>
    public static Section<TimeSpan?> Budget { get; } = new("budget");

    /// <summary>What the search is for: the defaults of its settings.</summary>
    public static Section<Preset> Preset { get; } = new("preset");

    /// <summary>How to search, and by which metric models are compared.</summary>
    public static Section<TrainSettings> Train { get; } = new("train");

    /// <summary>Which rows the served model learns.</summary>
    public static Section<RefitRows> Refit { get; } = new("refit");
}
