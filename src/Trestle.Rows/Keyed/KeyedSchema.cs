using System.Text.Json;
using System.Text.Json.Serialization;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Keyed;

/// <summary>Which row counts where a key without times has several.</summary>
public enum KeyedRow
{
    /// <summary>None: each key must have one.</summary>
    Only,

    /// <summary>The first in the order of the source.</summary>
    First,

    /// <summary>The last in the order of the source.</summary>
    Last,
}

/// <summary>What a keyed table holds: its keys, the times by which its rows are visible, and the columns that are looked up.</summary>
public sealed record KeyedSchema
{
    /// <summary>The name of the table in the configuration.</summary>
    public required string Table { get; init; }

    /// <summary>The columns that together are the key, in order.</summary>
    public required IReadOnlyList<Column> Keys { get; init; }

    /// <summary>The column with the time of the event that a row tells of; null for a table without times.</summary>
    public string? Time { get; init; }

    /// <summary>The column with the time at which a row was known; null where it was known at once.</summary>
    public string? Known { get; init; }

    /// <summary>The columns that can be looked up.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Which row counts where a key has several; of no meaning with a time.</summary>
    public KeyedRow Row { get; init; }

    /// <summary>
    /// Whether all rows of a key are kept, to be counted and summed up; otherwise only those that can be the one that is found.
    /// </summary>
    public bool All { get; init; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; init; }

    /// <summary>Number of different keys.</summary>
    public int Groups { get; init; }

    /// <summary>The latest time of its rows; null without times or rows.</summary>
    public double? Newest { get; init; }

    /// <summary>
    /// In what a newer state of this table is another table: whatever its rows mean must be the same, other columns may have come. Null
    /// when it is the same table.
    /// </summary>
    public string? Difference(KeyedSchema newer) =>
        newer.Table != Table ? $"it is the table '{newer.Table}', not '{Table}'"
        : !newer.Keys.SequenceEqual(Keys) ? $"its key is {Words(newer.Keys)}, not {Words(Keys)}"
        : newer.Time != Time || newer.Known != Known ? "its rows have other times"
        : newer.Row != Row || newer.All != All ? "other rows of a key count"
        : Columns.Except(newer.Columns).ToArray() is { Length: > 0 } missing ? $"it has no {Words(missing)}"
        : null;

    /// <summary>The place of a column among those with values; -1 for none.</summary>
    internal int Place(string column) => Columns.Select(other => other.Name).ToList().IndexOf(column);

    private static string Words(IEnumerable<Column> columns) =>
        string.Join(", ", columns.Select(column => $"'{column.Name}' ({(column.Kind == ColumnKind.Text ? "text" : "number")})"));

    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };
}
