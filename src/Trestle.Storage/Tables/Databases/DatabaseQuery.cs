using Trestle.Core.Configuration;
using Trestle.Storage.Tables.Increments;

namespace Trestle.Storage.Tables.Databases;

/// <summary>A table of a database, or the rows of a query.</summary>
/// <param name="Address">Where the database is.</param>
/// <param name="Folder">The folder to which the path of a database in a file is relative.</param>
public sealed record DatabaseQuery(DatabaseAddress Address, string Folder)
{
    /// <summary>The password of the user that the address names; null when the address has it, or when none is needed.</summary>
    public string? Password { get; init; }

    /// <summary>The table: <c>name</c> or <c>schema.name</c>; a part with a dot in double quotes.</summary>
    public string? Table { get; init; }

    /// <summary>A query in the database's own SQL, instead of a table.</summary>
    public string? Sql { get; init; }

    /// <summary>The columns that are read; none for all.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Only rows from a value of a column on, and those without one; null for all.</summary>
    public (string Column, Watermark Value)? From { get; init; }

    /// <summary>How long the database may take for an answer: the first rows, and each further part of them.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The rows in words, without any secret.</summary>
    public string Name => $"{Address}, {(Table is null ? "query" : $"table {Table}")}";

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>
    /// The files that hold a database in a file, its write-ahead log included; none for a database on a server.
    /// </summary>
    public IReadOnlyList<string> Files() => Address.Scheme is not ("sqlite" or DatabaseKinds.DuckDb) ? []
        : DatabaseFile.PathOf(this) is var path
            ? [.. new[] { path, $"{path}-wal", $"{path}.wal" }.Where(File.Exists)]
            : [];

    /// <summary>The query in SQL.</summary>
    /// <param name="quote">Writes a part of a name.</param>
    /// <param name="isZoned">Whether the database reads a Z at the end of a time.</param>
    internal string Statement(Func<string, string> quote, bool isZoned)
    {
        var table = Sql is null ? string.Join('.', TableParts().Select(quote)) : null;
        if (Columns.Count == 0 && From is null)
        {
            return Sql ?? $"SELECT * FROM {table}";
        }

        var columns = Columns.Count == 0 ? "*" : string.Join(", ", Columns.Select(quote));
        var rows = table ?? $"{Engine.Sql.Inner(Sql!)} trestle_rows";
        return $"SELECT {columns} FROM {rows}" + (From is not { } from ? ""
            : $" WHERE {quote(from.Column)} >= {from.Value.Literal(isZoned)} OR {quote(from.Column)} IS NULL");
    }

    /// <summary>The parts of the table's name.</summary>
    internal IReadOnlyList<string> TableParts()
    {
        var (parts, part, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        foreach (var c in Table!)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '.' && !quoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(c);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }
}
