using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Comparing;

/// <summary>Compares two tables, row by row and column by column. Values are compared as they are in the files.</summary>
/// <param name="session">Where the queries run.</param>
/// <param name="before">The first table.</param>
/// <param name="after">The second table.</param>
/// <param name="key">The columns that identify a row; none to count equal rows against each other.</param>
/// <param name="hidden">Columns whose values are not shown.</param>
/// <param name="cancellation">Ends the work promptly.</param>
internal sealed class TableComparer(
    Session session, ParquetTable before, ParquetTable after, IReadOnlyList<string> key, IReadOnlyCollection<string> hidden,
    CancellationToken cancellation)
{
    private const int ShownRows = 5;
    private const int ShownLength = 60;
    private const int ShownRow = 200;
    private const string Both = "a.present AND b.present";

    private readonly string[] common =
        [.. before.Columns.Where(column => Kind(after, column.Name) == column.Kind).Select(column => column.Name)];

    /// <summary>Compares them.</summary>
    public TableComparison Run() => key.Count == 0 ? ByWholeRows() : ByKey([.. common.Except(key)]);

    private TableComparison ByKey(string[] values)
    {
        var (first, second) = (Repeated(before), Repeated(after));
        var joined = $"{Keyed(before, values, first > 0)} a FULL JOIN {Keyed(after, values, second > 0)} b ON "
            + string.Join(" AND ", key.Select((_, i) => $"a.k{i} IS NOT DISTINCT FROM b.k{i}"));
        string[] differs = [.. values.Select((_, i) => $"a.c{i} IS DISTINCT FROM b.c{i}")];
        var differ = $"{Both} AND ({(values.Length == 0 ? "false" : string.Join(" OR ", differs))})";
        var counts = Counts(
            ["a.present IS NULL", "b.present IS NULL", differ, .. differs.Select(one => $"{Both} AND {one}")], joined);
        var changed = values.Zip(counts.Skip(3)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        var row = Row(key, i => $"coalesce(a.k{i}, b.k{i})");
        var changes = values.Select((name, i) =>
            $"CASE WHEN {differs[i]} THEN {Sql.Text($"{name}: ")} || {Shown(name, $"a.c{i}")} || ' → ' || {Shown(name, $"b.c{i}")} END");
        return Compared(
            counts[0], counts[1], name => changed.GetValueOrDefault(name),
            [
                .. Examples("added", row, "''", $"{joined} WHERE a.present IS NULL"),
                .. Examples("removed", row, "''", $"{joined} WHERE b.present IS NULL"),
                .. Examples("changed", row, $"concat_ws('; ', {Sql.List([.. changes, "NULL"])})", $"{joined} WHERE {differ}"),
            ]) with
        {
            Changed = counts[2],
            Repeated = first + second,
        };
    }

    private TableComparison ByWholeRows()
    {
        var joined = $"{Counted(before)} a FULL JOIN {Counted(after)} b ON a.hash = b.hash";
        const string More = "greatest(coalesce(b.n, 0) - coalesce(a.n, 0), 0)";
        const string Less = "greatest(coalesce(a.n, 0) - coalesce(b.n, 0), 0)";
        var numbers = session.Numbers(
            $"SELECT unnest([coalesce(sum({More}), 0)::DOUBLE, coalesce(sum({Less}), 0)::DOUBLE]) FROM {joined}", cancellation);
        return Compared(
            (long)numbers[0], (long)numbers[1], _ => null,
            [
                .. Examples("added", "b.row", "''", $"{joined} WHERE {More} > 0"),
                .. Examples("removed", "a.row", "''", $"{joined} WHERE {Less} > 0"),
            ]);
    }

    private TableComparison Compared(
        long added, long removed, Func<string, long?> changed, IReadOnlyList<RowDifference> examples) => new()
        {
            Before = before.Rows,
            After = after.Rows,
            Key = key,
            Added = added,
            Removed = removed,
            AddedColumns = [.. Names(after).Except(Names(before))],
            RemovedColumns = [.. Names(before).Except(Names(after))],
            RetypedColumns = [.. Names(before).Intersect(Names(after)).Except(common)],
            Columns = [.. common.Select(name => Column(name, changed(name)))],
            Examples = examples,
        };

    private ColumnComparison Column(string name, long? changed)
    {
        var first = new ColumnFigures(session, before, name, cancellation);
        var second = new ColumnFigures(session, after, name, cancellation);
        return new ColumnComparison(name, changed, first.Summary, second.Summary, first.DistanceTo(second));
    }

    /// <summary>The rows of a table with their keys, of each key the first row alone.</summary>
    private string Keyed(ParquetTable table, string[] values, bool repeats)
    {
        var columns = key.Select((name, i) => $"{Text(table, name)} AS k{i}")
            .Concat(values.Select((name, i) => $"{Text(table, name)} AS c{i}"));
        var rows = $"SELECT {Sql.List(columns)}, {table.RowNumber} AS place FROM {Sql.Parquet(table.Path)}";
        var first = repeats
            ? $" QUALIFY row_number() OVER (PARTITION BY {Sql.List(key.Select((_, i) => $"k{i}"))} ORDER BY place) = 1"
            : "";
        return $"(SELECT *, true AS present FROM ({rows}){first})";
    }

    /// <summary>The different rows of a table, and how often each occurs.</summary>
    private string Counted(ParquetTable table)
    {
        string[] texts = [.. common.Select(name => Text(table, name))];
        return $"(SELECT hash, count(*) AS n, min(row) AS row FROM (SELECT md5_number({Sql.RowText(texts)}) AS hash, "
            + $"{Row(common, i => texts[i])} AS row FROM {Sql.Parquet(table.Path)}) GROUP BY hash)";
    }

    private long Repeated(ParquetTable table)
    {
        var keys = Sql.List(key.Select(name => Text(table, name)));
        return table.Rows - (long)session.Numbers(
            $"SELECT count(*)::DOUBLE FROM (SELECT DISTINCT {keys} FROM {Sql.Parquet(table.Path)})", cancellation)[0];
    }

    private long[] Counts(IEnumerable<string> conditions, string from)
    {
        var counts = Sql.List(conditions.Select(condition => $"count(*) FILTER (WHERE {condition})::DOUBLE"));
        return [.. session.Numbers($"SELECT unnest([{counts}]) FROM {from}", cancellation).Select(count => (long)count)];
    }

    private IEnumerable<RowDifference> Examples(string kind, string row, string values, string from) =>
        session.Pairs($"SELECT {row} AS r, {values} AS v FROM {from} ORDER BY r, v LIMIT {ShownRows}", cancellation)
            .Select(pair => new RowDifference(kind, pair.First, pair.Second));

    /// <summary>The values of a row in one text.</summary>
    private string Row(IReadOnlyList<string> names, Func<int, string> value) =>
        $"left(concat_ws(', ', {Sql.List(names.Select((name, i) => Shown(name, value(i))))}), {ShownRow})";

    private string Shown(string name, string value) =>
        hidden.Contains(name) ? "'(private)'" : $"coalesce(left({value}, {ShownLength}), '(none)')";

    private static string Text(ParquetTable table, string name) => $"CAST({table.Column(name).Expression} AS VARCHAR)";

    private static IEnumerable<string> Names(ParquetTable table) => table.Columns.Select(column => column.Name);

    private static ColumnKind? Kind(ParquetTable table, string name) =>
        table.Schema.Find(name) is >= 0 and var position ? table.Schema[position].Kind : null;
}
