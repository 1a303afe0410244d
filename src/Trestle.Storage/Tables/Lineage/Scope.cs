using System.Text.Json;

namespace Trestle.Storage.Tables.Lineage;

/// <summary>A part of a query of which it cannot be told what it is made of.</summary>
internal sealed class UnknownOriginException : Exception;

/// <summary>A column of a table within a query; one without a name is called by its expression.</summary>
internal sealed record Field(string? Name, HashSet<TableColumn> From)
{
    public bool Is(string name) => name.Equals(Name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// A table within a query; of an open one not all columns are known, and each may be made of <paramref name="OpenFrom"/>.
/// </summary>
internal sealed record Relation(string Alias, IReadOnlyList<Field> Fields, HashSet<TableColumn>? OpenFrom = null)
{
    public bool Is(string name) => name.Equals(Alias, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// The names that an expression can use. A name that fits in more than one place means all of them: an answer may be too wide, not too
/// narrow.
/// </summary>
internal sealed class Scope(Scope? outer, IReadOnlyDictionary<string, IReadOnlyList<Field>> tables)
{
    /// <summary>The tables of the scope, in their order.</summary>
    public List<Relation> Relations { get; } = [];

    /// <summary>Names that a join makes one column of.</summary>
    public HashSet<string> Merged { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Columns of the same SELECT, which its other parts may use by their names.</summary>
    public List<Field> Aliases { get; } = [];

    /// <summary>The tables of the database and of WITH, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Field>> Tables { get; } = tables;

    /// <summary>What a name of one or more parts means; unknown when nothing has it.</summary>
    public HashSet<TableColumn> Resolve(IReadOnlyList<string> names) => Find(names) ?? throw new UnknownOriginException();

    /// <summary>
    /// What a name means here, else in the query around this one; null when nothing has it. What may have it here without being known by it
    /// counts as well.
    /// </summary>
    public HashSet<TableColumn>? Find(IReadOnlyList<string> names)
    {
        var alias = Union(Aliases.Where(field => field.Is(names[0])));
        return Named(names) is { } named ? Sum([named, alias]) : Sum([alias, Loose(names), outer?.Find(names)]);
    }

    /// <summary>A column, with its table and schema or not, and with fields behind it or not.</summary>
    private HashSet<TableColumn>? Named(IReadOnlyList<string> names) => Sum(
    [
        Union(Relations.SelectMany(relation => relation.Fields).Where(field => field.Is(names[0]))),
        .. names.Zip(names.Skip(1), (table, column) => Union(
            Relations.Where(relation => relation.Is(table)).SelectMany(relation => relation.Fields).Where(field => field.Is(column)))),
    ]);

    /// <summary>A column that is called by its expression, or of a table whose columns are not all known; a whole row.</summary>
    private HashSet<TableColumn>? Loose(IReadOnlyList<string> names)
    {
        var meant = Relations.Where(relation => names.Count == 1 || names.SkipLast(1).Any(relation.Is)).ToArray();
        return Sum(
        [
            Union(meant.SelectMany(relation => relation.Fields).Where(field => field.Name is null)),
            Union(Relations.Where(relation => relation.Is(names[0])).SelectMany(relation => relation.Fields)),
            .. meant.Select(relation => relation.OpenFrom),
        ]);
    }

    private static HashSet<TableColumn>? Union(IEnumerable<Field> fields)
    {
        HashSet<TableColumn>? all = null;
        foreach (var field in fields)
        {
            (all ??= []).UnionWith(field.From);
        }

        return all;
    }

    private static HashSet<TableColumn>? Sum(IEnumerable<HashSet<TableColumn>?> sets)
    {
        var known = sets.OfType<HashSet<TableColumn>>().ToArray();
        return known.Length == 0 ? null : [.. known.SelectMany(set => set)];
    }
}

/// <summary>Parts of a syntax tree, in which what is empty may be missing.</summary>
internal static class Syntax
{
    public static string Text(this JsonElement node, string key) =>
        node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static JsonElement? Child(this JsonElement node, string key) =>
        node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    public static IReadOnlyList<JsonElement> Items(this JsonElement node, string key) =>
        node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];

    public static IReadOnlyList<string> Texts(this JsonElement node, string key) => [.. node.Items(key).Select(item => item.GetString()!)];

    public static bool Is(this JsonElement node, string key) =>
        node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;
}
