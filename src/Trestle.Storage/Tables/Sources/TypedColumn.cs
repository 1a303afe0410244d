using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Sources;

/// <summary>A column of a typed source and how it is read: numbers and booleans as DOUBLE, everything else as text.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="SqlName">Its name in SQL, which ignores case and therefore renames columns that differ only in case.</param>
/// <param name="Type">Its type in DuckDB.</param>
internal sealed record TypedColumn(string Name, string SqlName, string Type)
{
    public ColumnKind Kind => Type switch
    {
        "BOOLEAN" or "FLOAT" or "DOUBLE" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" => ColumnKind.Number,
        "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" => ColumnKind.Number,
        _ when Type.StartsWith("DECIMAL(", StringComparison.Ordinal) => ColumnKind.Number,
        _ => ColumnKind.Text,
    };

    /// <summary>Reads the column as a DOUBLE, or as a VARCHAR in which dates and times are ISO 8601.</summary>
    public string Expression
    {
        get
        {
            var name = Sql.Name(SqlName);
            return Type switch
            {
                "DOUBLE" or "VARCHAR" => name,
                _ when Kind == ColumnKind.Number => $"CAST({name} AS DOUBLE)",
                "JSON" => $"{name} ->> '$'",
                "TIMESTAMP WITH TIME ZONE" => $"replace(CAST({name} AT TIME ZONE 'UTC' AS VARCHAR), ' ', 'T') || 'Z'",
                "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" =>
                    $"replace(CAST(CAST({name} AS TIMESTAMP) AS VARCHAR), ' ', 'T')",
                _ => $"CAST({name} AS VARCHAR)",
            };
        }
    }

    /// <summary>
    /// The columns of a table function's result; <paramref name="names"/> are those in the file, which SQL may rename.
    /// </summary>
    public static IReadOnlyList<TypedColumn> Of(
        Session session, string source, IReadOnlyList<string>? names, CancellationToken cancellation)
    {
        var described = session.Pairs($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {source})", cancellation);
        var known = names?.Count == described.Count;
        return [.. described.Select((column, i) => new TypedColumn(known ? names![i] : column.First, column.First, column.Second))];
    }
}
