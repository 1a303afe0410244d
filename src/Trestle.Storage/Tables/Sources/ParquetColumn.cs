using System.Globalization;

using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Sources;

/// <summary>A field of a Parquet file.</summary>
/// <param name="Name">Its name, with those of the objects around it in front.</param>
/// <param name="Sql">How SQL reads it.</param>
/// <param name="Type">Its type in DuckDB.</param>
/// <param name="Depth">How many objects are around it.</param>
internal sealed record ParquetField(string Name, string Sql, string Type, int Depth);

/// <summary>A column of a Parquet file, and the SQL that reads it as a number (DOUBLE) or as text (VARCHAR).</summary>
internal sealed record ParquetColumn(ParquetField Field, SourceType Type)
{
    /// <summary>Objects in objects up to this depth become columns; what is deeper is kept as JSON.</summary>
    public const int MostDepth = 4;

    private const string Whole = "9007199254740992";

    /// <summary>Decimals of up to 15 digits keep all of them in a double.</summary>
    private const int DoubleDigits = 15;

    public string Name => Field.Name;

    /// <summary>The value as a DOUBLE; only where <see cref="Type"/> is a number or nothing.</summary>
    public string AsNumber => Field.Type switch
    {
        // The shortest decimal, which is what other formats hold: 0.1, not 0.10000000149011612.
        "FLOAT" => $"CAST(CAST({Field.Sql} AS VARCHAR) AS DOUBLE)",
        _ when Type == SourceType.Empty => "NULL::DOUBLE",
        _ => $"CAST({Field.Sql} AS DOUBLE)",
    };

    /// <summary>The value as text.</summary>
    public string AsText => Field.Type switch
    {
        _ when Type == SourceType.Empty => "NULL::VARCHAR",
        _ when Type == SourceType.Json => $"CAST(to_json({Field.Sql}) AS VARCHAR)",
        "DOUBLE" or "FLOAT" => $"CASE WHEN abs({Field.Sql}) <= {Whole} AND {Field.Sql} = trunc({Field.Sql}) "
            + $"THEN CAST(CAST({Field.Sql} AS BIGINT) AS VARCHAR) ELSE CAST({Field.Sql} AS VARCHAR) END",
        "JSON" => $"{Field.Sql} ->> '$'",
        "BLOB" => Type == SourceType.Bytes ? $"hex({Field.Sql})" : $"decode({Field.Sql})",
        "TIMESTAMP WITH TIME ZONE" => $"replace(CAST(make_timestamp(epoch_us({Field.Sql})) AS VARCHAR), ' ', 'T') || 'Z'",
        "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" => $"replace(CAST({Field.Sql} AS VARCHAR), ' ', 'T')",
        _ => $"CAST({Field.Sql} AS VARCHAR)",
    };

    /// <summary>The columns that a field becomes: those of its fields if it is an object, else itself.</summary>
    public static IEnumerable<ParquetColumn> Of(Session session, string source, ParquetField field, CancellationToken cancellation)
    {
        if (!field.Type.StartsWith("STRUCT(", StringComparison.Ordinal) || field.Type.EndsWith(']') || field.Depth == MostDepth)
        {
            return [new ParquetColumn(field, First(field.Type))];
        }

        var inner = session.Pairs(
            $"SELECT column_name, column_type FROM (DESCRIBE SELECT unnest({field.Sql}) FROM {source})", cancellation);
        return inner.SelectMany(part => Of(
            session, source,
            new ParquetField(
                $"{field.Name}.{part.First}", $"struct_extract({field.Sql}, {Sql.Text(part.First)})", part.Second, field.Depth + 1),
            cancellation));
    }

    /// <summary>The columns with the types that depend on values, found in one scan of the columns that need it.</summary>
    public static IReadOnlyList<ParquetColumn> Settled(
        Session session, string source, IReadOnlyList<ParquetColumn> columns, CancellationToken cancellation)
    {
        var open = columns.Where(column => column.Question is not null).ToList();
        if (open.Count == 0)
        {
            return columns;
        }

        var questions = open.Select(column => $"CASE WHEN {column.Question} THEN 1.0 ELSE 0.0 END::DOUBLE");
        var answers = session.Numbers($"SELECT unnest([{Sql.List(questions)}]) FROM {source}", cancellation);
        return [.. columns.Select(column => open.IndexOf(column) is >= 0 and var at && answers[at] > 0 ? column.Otherwise : column)];
    }

    /// <summary>What decides, in SQL, that the values are not what the type says; null where nothing has to be asked.</summary>
    private string? Question => Field.Type switch
    {
        "BIGINT" or "UBIGINT" or "HUGEINT" or "UHUGEINT" => $"max({Field.Sql}) > {Whole} OR min({Field.Sql}) < -{Whole}",
        "BLOB" => $"bool_or({Field.Sql} IS NOT NULL AND TRY(decode({Field.Sql})) IS NULL)",
        _ when Digits(Field.Type) > DoubleDigits =>
            $"bool_or(TRY_CAST(TRY_CAST({Field.Sql} AS DOUBLE) AS {Field.Type}) IS DISTINCT FROM {Field.Sql})",
        _ => null,
    };

    private ParquetColumn Otherwise => this with { Type = Field.Type == "BLOB" ? SourceType.Bytes : SourceType.Digits };

    private static int Digits(string type) => type.StartsWith("DECIMAL(", StringComparison.Ordinal) && type.EndsWith(')')
        ? int.Parse(type["DECIMAL(".Length..type.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture)
        : 0;

    private static SourceType First(string type) => type switch
    {
        _ when type.EndsWith(']') => SourceType.Json,
        "FLOAT" or "DOUBLE" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" => SourceType.Number,
        "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" => SourceType.Number,
        "BOOLEAN" => SourceType.Boolean,
        "DATE" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" or "TIMESTAMP WITH TIME ZONE" => SourceType.Date,
        _ when Digits(type) > 0 => SourceType.Number,
        _ when type.StartsWith("MAP(", StringComparison.Ordinal) || type.StartsWith("STRUCT(", StringComparison.Ordinal)
            || type.StartsWith("UNION(", StringComparison.Ordinal) => SourceType.Json,
        "\"NULL\"" => SourceType.Empty,
        _ => SourceType.Text,
    };
}
