using System.Text.Json;

namespace Trestle.Storage.Tables.Engine;

/// <summary>Pieces of SQL text.</summary>
internal static class Sql
{
    /// <summary>Files are as large as with Snappy, DuckDB's own choice, and take less time both ways (ADR 20261129-lz4).</summary>
    private const string Codec = "lz4_raw";

    /// <summary>Rows in a row group of Parquet, unless the table is wide.</summary>
    public const int RowGroup = 122_880;

    /// <summary>
    /// Bytes of a column's dictionary at which the writer gives it up: columns with many values take less time and about as much room
    /// without one.
    /// </summary>
    private const int MostDictionary = 1 << 16;

    /// <summary>Cells that a row group may hold while it is written; bounds the memory that a wide table takes.</summary>
    private const int CellsPerGroup = 1 << 24;

    /// <summary>Bytes that the dictionaries of all columns may take; DuckDB sets aside each one's limit, a mebibyte, at once.</summary>
    private const int DictionaryBytes = 1 << 28;

    /// <summary>The key of a file's metadata with the names of its columns, a JSON list.</summary>
    public const string NamesKey = "trestle_names";

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string List(IEnumerable<string> expressions) => string.Join(", ", expressions);

    /// <summary>The rows of one Parquet file, in file order.</summary>
    public static string Parquet(string path) => $"read_parquet({Text(Literal(path))}, hive_partitioning = false)";

    /// <summary>
    /// Writes rows to a Parquet file whose bytes depend on the rows alone. The columns are those of the query, named by <paramref
    /// name="names"/>: since SQL renames columns that differ only in case, such names are stored in the file's metadata too.
    /// </summary>
    /// <param name="query">The rows.</param>
    /// <param name="path">The file.</param>
    /// <param name="names">The names of the columns.</param>
    public static string CopyToParquet(string query, string path, IReadOnlyList<string> names)
    {
        var rows = Math.Clamp(
            CellsPerGroup / Math.Max(names.Count, 1) / ChunkWriter.Capacity * ChunkWriter.Capacity, ChunkWriter.Capacity, RowGroup);
        var dictionary = Math.Clamp(DictionaryBytes / Math.Max(names.Count, 1), 1 << 12, MostDictionary);
        var renamed = names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count;
        var kept = renamed ? $", KV_METADATA {{{NamesKey}: {Text(JsonSerializer.Serialize(names))}}}" : "";
        return $"COPY ({query}) TO {Text(path)} (FORMAT parquet, COMPRESSION {Codec}, ROW_GROUP_SIZE {rows}, "
            + $"STRING_DICTIONARY_PAGE_SIZE_LIMIT {dictionary}{kept})";
    }

    /// <summary>
    /// All values of a row as one text that is different for different rows: a JSON list of texts, so that neither a separator within a
    /// value nor a missing one is ambiguous.
    /// </summary>
    public static string RowText(IEnumerable<string> expressions) =>
        $"to_json([{List(expressions.Select(expression => $"CAST({expression} AS VARCHAR)"))}])::VARCHAR";

    /// <summary>A person's SELECT as a part of another; a comment at its end ends there.</summary>
    public static string Inner(string query) => $"(\n{query.Trim().TrimEnd(';')}\n)";

    /// <summary>A path with literal wildcards.</summary>
    public static string Literal(string path) =>
        string.Concat(path.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));
}
