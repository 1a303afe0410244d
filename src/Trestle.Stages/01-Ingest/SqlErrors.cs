namespace Trestle.Stages.Ingest;

/// <summary>What can be wrong with a table that is the result of a query.</summary>
internal static class SqlErrors
{
    public static Problem NoFile(string file, bool large, string where) => new(
        "TR0590", large ? $"a query of more than 1 MiB in '{file}'" : $"no file '{file}' with the query",
        "a text file with a SELECT", where,
        "correct the path, which is relative to the project");

    public static Problem Refused(string file, string fault, string where) => new(
        "TR0591", $"the query in '{file}' cannot be run: {fault}",
        "one SELECT of DuckDB over the tables that 'tables' names, which reads no files and changes nothing", where,
        "correct the query, or add a table to 'tables'; private columns cannot be read");

    public static Problem NoTables(string where) => new(
        "TR0592", "a query over no tables", "the tables that it reads", where, "name them: tables: [orders, shops]");

    public static Problem TablesAlone(string where) => new(
        "TR0593", "tables without sql", "the file with the query over them", where, "add sql, or remove tables");

    public static Problem UnknownTable(string table, IReadOnlyCollection<string> tables, string where) => new(
        "TR0594", $"a query over '{table}'",
        "other tables under sources, which are not the main one and no queries themselves", where,
        table == TableSource.Main ? "a query would see the rows that are to be predicted; make columns of their past with curate.history"
            : Nearest.Advice(table, tables));

    public static Problem MainTable(string where) => new(
        "TR0595", "the main table as the result of a query", "a table whose rows a request can bring", where,
        "read the main table itself, and join the result of the query to it (curate.joins)");

    public static Problem OpenReading(string column, string question, string where) => new(
        "TR0596", $"'{column}' is needed before the split, and can be read in several ways: {question}",
        "values that can be read in only one way", where, $"set it under columns.{column} (formats, decimal-mark, or type)");

    /// <summary>What is wrong with the queries of a configuration, whatever the tables hold.</summary>
    internal static IEnumerable<Problem> Of(
        SourceSettings? source, IReadOnlyDictionary<string, TableSource> sources, Func<string, string> where)
    {
        if (source?.Sql is not null || (sources.TryGetValue(TableSource.Main, out var main) && main.From.Sql is not null))
        {
            yield return MainTable(where(source is null ? $"sources.{TableSource.Main}.sql" : "source.sql"));
        }

        var parts = sources.Values.SelectMany(table => table.From.Union).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, table) in sources.Where(table => table.Key != TableSource.Main))
        {
            string[] possible =
            [
                .. sources.Where(other => other.Key != name && other.Key != TableSource.Main && other.Value.From.Sql is null
                    && !parts.Contains(other.Key)).Select(other => other.Key),
            ];
            if (table.From is { Sql: null, Tables.Count: > 0 })
            {
                yield return TablesAlone(where($"sources.{name}.tables"));
            }

            if (table.From is { Sql: not null, Tables.Count: 0 })
            {
                yield return NoTables(where($"sources.{name}.sql"));
            }

            foreach (var read in table.From.Tables.Where(read => !possible.Contains(read)))
            {
                yield return UnknownTable(read, possible, where($"sources.{name}.tables"));
            }
        }
    }
}
