using System.Globalization;
using System.Text.RegularExpressions;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Increments;

/// <summary>Adds rows that came later to a table: what is new, what changed, and what was there already.</summary>
public sealed partial class TableGrowth(TableEngine engine)
{
    [GeneratedRegex("^0000-00-00([T ]00:00(:00([.]0+)?)?)?Z?$", RegexOptions.CultureInvariant)]
    private static partial Regex TextForm { get; }

    private const string Earlier = "trestle_earlier";
    private const string Later = "trestle_later";
    private const string Exact = "9007199254740992";

    /// <summary>The largest value of a column; null where it has none.</summary>
    public Watermark? Largest(ParquetTable table, string column, CancellationToken cancellation) => engine.Use(table.Path, session =>
    {
        if (Kind(session, [table], column, cancellation) is not { } kind)
        {
            return null;
        }

        var text = Text(table, column);
        if (kind == WatermarkKind.Number)
        {
            // An infinite value says nothing of the others: such rows are read each time.
            var finite = $"max({Watermark.Order(kind, text)}) FILTER (WHERE isfinite({Watermark.Order(kind, text)}))";
            var number = session.Numbers($"SELECT {finite} FROM {Sql.Parquet(table.Path)}", cancellation)[0];
            var form = number == Math.Floor(number) && Math.Abs(number) < 1e15 ? "F0" : "R";
            return double.IsNaN(number) ? null : new Watermark(number.ToString(form, CultureInfo.InvariantCulture), kind);
        }

        var largest = session.Pairs(
            $"SELECT {text}, '' FROM {Sql.Parquet(table.Path)} WHERE {text} IS NOT NULL "
                + $"ORDER BY {Watermark.Order(kind, text)} DESC, {text} DESC LIMIT 1", cancellation);
        return new Watermark(largest[0].First, kind);
    });

    /// <summary>
    /// Whether texts of times are ordered by their characters, as the database compares them: all are in one form of ISO 8601 without an
    /// offset, the earlier largest value too.
    /// </summary>
    public bool IsInOneForm(ParquetTable table, string column, Watermark? earlier, CancellationToken cancellation) => engine.Use(
        table.Path, session =>
        {
            var own = $"SELECT {Text(table, column)} AS w FROM {Sql.Parquet(table.Path)}"
                + (earlier is null ? "" : $" UNION ALL SELECT {Sql.Text(earlier.Value)}");
            var forms = session.Pairs(
                $"SELECT DISTINCT {Watermark.Form("w")}, '' FROM ({own}) WHERE w IS NOT NULL LIMIT 2", cancellation);
            return forms.Count < 2 && forms.All(form => TextForm.IsMatch(form.First!));
        });

    /// <summary>The larger of two values; null where they are not of one kind.</summary>
    public Watermark? Larger(Watermark one, Watermark other) => one.Kind != other.Kind ? null : engine.Use("watermark", session =>
    {
        var (first, second) = (Watermark.Order(one.Kind, Sql.Text(one.Value)), Watermark.Order(one.Kind, Sql.Text(other.Value)));
        return session.Numbers($"SELECT ({first} >= {second})::DOUBLE", CancellationToken.None)[0] == 1 ? one : other;
    });

    /// <summary>The rows of a table again, in a file of their own; the same bytes unless columns are left out.</summary>
    /// <param name="table">The table.</param>
    /// <param name="left">Columns to leave out.</param>
    /// <param name="source">What is known of its source.</param>
    /// <param name="names">The names in the source of columns that were renamed; null when none was.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public Import Again(
        ParquetTable table, IReadOnlyCollection<string> left, SourceFile source, IReadOnlyDictionary<string, string>? names,
        CancellationToken cancellation)
    {
        var path = engine.Temporary();
        string[] kept = [.. table.Schema.Columns.Select(column => column.Name).Except(left)];
        if (kept.Length == table.Schema.Count)
        {
            TableEngine.Write(path, () => File.Copy(table.Path, path));
        }
        else
        {
            using var session = engine.Connect();
            var columns = kept.Select(name => Sql.Name(table.Column(name).SqlName));
            TableEngine.Write(path, () => session.Execute(
                Sql.CopyToParquet($"SELECT {Sql.List(columns)} FROM {Sql.Parquet(table.Path)}", path, kept), cancellation));
        }

        return new Import(engine.Open(path, kept, cancellation), [source], 0, []) { SourceNames = names };
    }

    /// <summary>Puts earlier and later rows together.</summary>
    /// <param name="before">The earlier rows.</param>
    /// <param name="later">The later rows; they stay as they are.</param>
    /// <param name="growth">How the table grows.</param>
    /// <param name="mode">How the columns of both may differ.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public Grown Extend(ParquetTable before, Import later, Growth growth, SchemaMode mode, CancellationToken cancellation) =>
        engine.Use(before.Path, session => new Work(engine, session, before, later, growth, cancellation).Run(mode));

    /// <summary>By what the values are ordered that all tables have; null where none has a value.</summary>
    private static WatermarkKind? Kind(
        Session session, IReadOnlyList<ParquetTable> tables, string column, CancellationToken cancellation)
    {
        if (tables.All(table => table.Column(column).Kind == ColumnKind.Number))
        {
            return tables.Any(table => Count(table, Text(table, column)) > 0) ? WatermarkKind.Number : null;
        }

        var (all, digits, times) = (0.0, 0.0, 0.0);
        foreach (var table in tables)
        {
            var text = Text(table, column);
            all += Count(table, text);
            digits += Count(table, Watermark.Order(WatermarkKind.Digits, text));
            times += Count(table, Watermark.Order(WatermarkKind.Time, text));
        }

        return all == 0 ? null : digits == all ? WatermarkKind.Digits : times == all ? WatermarkKind.Time : WatermarkKind.Text;

        double Count(ParquetTable table, string expression) =>
            session.Numbers($"SELECT count({expression})::DOUBLE FROM {Sql.Parquet(table.Path)}", cancellation)[0];
    }

    private static string Text(ParquetTable table, string name) => $"CAST({table.Column(name).Expression} AS VARCHAR)";

    /// <summary>One extension, on one connection, whose temporary tables go with it.</summary>
    private sealed class Work(
        TableEngine engine, Session session, ParquetTable before, Import later, Growth growth, CancellationToken cancellation)
    {
        private readonly string[] common =
            [.. before.Schema.Columns.Select(column => column.Name).Where(name => later.Table.Schema.Find(name) >= 0)];

        private bool HasKey => growth.Key.Count > 0;

        public Grown Run(SchemaMode mode)
        {
            var kind = Common(growth.Last?.Kind, Kind(session, [later.Table], growth.Column, cancellation));
            var window = Window(kind);
            Describe(Later, later.Table, "");
            var again = HasKey ? $"EXISTS (SELECT 1 FROM {Later} l WHERE {Equal("l", "t")})" : null;
            var displaced = string.Join(" OR ", new[] { window, again }.OfType<string>());
            Describe(Earlier, before, displaced);
            var grown = HasKey ? ByKey(window) : ByRows();
            grown = grown with { Late = Late(kind) };
            if (grown is { Added: 0, Changed: 0, Removed: 0 })
            {
                return grown;
            }

            long[] places = [.. session.Numbers($"SELECT place::DOUBLE FROM {Earlier} ORDER BY place", cancellation)
                .Select(place => (long)place)];
            return grown with { Replaced = places, Rows = Whole(mode, places.Length, window) };
        }

        /// <summary>By what the values of both are ordered; those of the earlier rows are known.</summary>
        private static WatermarkKind Common(WatermarkKind? earlier, WatermarkKind? later) => (earlier, later) switch
        {
            ({ } known, null) => known,
            ({ } known, { } own) when known == own => known,
            (null, { } own) => own,
            (WatermarkKind.Number or WatermarkKind.Digits, WatermarkKind.Number or WatermarkKind.Digits) => WatermarkKind.Number,
            _ => WatermarkKind.Text,
        };

        /// <summary>The condition of the earlier rows that the source gives again; null where it gives new ones alone.</summary>
        private string? Window(WatermarkKind kind) => growth.From is not { } from ? null
            : $"({Watermark.Order(kind, "t.w")} >= {Watermark.Order(kind, Sql.Text(from.Value))} OR t.w IS NULL)";

        /// <summary>Keeps key, watermark, place and hash of the rows that meet a condition; the hash is computed for these alone.</summary>
        private void Describe(string name, ParquetTable table, string condition)
        {
            var keys = growth.Key.Select((column, i) => $"{Compared(table, column)} AS k{i}");
            var rows = $"SELECT {Sql.List([.. keys, $"{Text(table, growth.Column)} AS w", $"{table.RowNumber} AS place"])} "
                + $"FROM {Sql.Parquet(table.Path)}";
            var kept = name == Later ? $"SELECT * FROM ({rows}) t"
                : condition.Length == 0 ? $"SELECT * FROM ({rows}) t WHERE false" : $"SELECT * FROM ({rows}) t WHERE {condition}";
            session.Execute($"CREATE OR REPLACE TEMP TABLE {name}_rows AS {kept}", cancellation);
            if (Count($"{name}_rows", "true") == 0)
            {
                session.Execute($"CREATE OR REPLACE TEMP TABLE {name} AS SELECT *, NULL::HUGEINT AS h FROM {name}_rows", cancellation);
                return;
            }

            var columns = common.Select((column, i) => $"{Compared(table, column)} AS v{i}");
            var values = $"SELECT {Sql.List([.. columns, $"{table.RowNumber} AS place"])} FROM {Sql.Parquet(table.Path)}";
            var texts = Sql.RowText(common.Select((_, i) => $"v.v{i}"));
            session.Execute(
                $"CREATE OR REPLACE TEMP TABLE {name} AS SELECT r.*, md5_number({texts}) AS h FROM ({values}) v JOIN {name}_rows r USING "
                    + "(place)", cancellation);
        }

        /// <summary>
        /// A value as a text that is equal for equal values of both. A column of numbers becomes one of digits with the first number that
        /// a double does not hold: then 5 is 5, not 5.0, and 1.50 is 1.5.
        /// </summary>
        private string Compared(ParquetTable table, string column)
        {
            if (before.Column(column).Kind == later.Table.Column(column).Kind)
            {
                return Text(table, column);
            }

            var value = table.Column(column).Expression;
            return table.Column(column).Kind == ColumnKind.Number
                ? $"CASE WHEN abs({value}) <= {Exact} AND {value} = trunc({value}) THEN CAST(CAST({value} AS BIGINT) AS VARCHAR) "
                    + $"ELSE CAST({value} AS VARCHAR) END"
                : $"CASE WHEN regexp_full_match({value}, '-?[0-9]+[.][0-9]+') THEN rtrim(rtrim({value}, '0'), '.') ELSE {value} END";
        }

        private string Equal(string one, string other) =>
            string.Join(" AND ", growth.Key.Select((_, i) => $"{one}.k{i} IS NOT DISTINCT FROM {other}.k{i}"));

        private Grown ByKey(string? window)
        {
            var known = $"EXISTS (SELECT 1 FROM {Earlier} e WHERE {Equal("e", "t")})";
            var same = $"EXISTS (SELECT 1 FROM {Earlier} e WHERE {Equal("e", "t")} AND e.h = t.h)";
            var gone = window is null ? "false" : $"{window} AND NOT EXISTS (SELECT 1 FROM {Later} l WHERE {Equal("l", "t")})";
            var (added, equal) = (Count(Later, $"NOT {known}"), Count(Later, same));
            return new Grown
            {
                Added = added,
                Same = equal,
                Changed = later.Table.Rows - added - equal,
                Removed = Count(Earlier, gone),
            };
        }

        private Grown ByRows()
        {
            var numbers = session.Numbers(
                $"SELECT unnest([coalesce(sum({More}), 0)::DOUBLE, coalesce(sum({Less}), 0)::DOUBLE]) FROM {Groups}", cancellation);
            return new Grown
            {
                Added = (long)numbers[0],
                Removed = (long)numbers[1],
                Same = later.Table.Rows - (long)numbers[0],
            };
        }

        private const string More = "greatest(coalesce(n.n, 0) - coalesce(o.n, 0), 0)";
        private const string Less = "greatest(coalesce(o.n, 0) - coalesce(n.n, 0), 0)";

        /// <summary>The different rows of both, with how often each has them.</summary>
        private static string Groups =>
            $"(SELECT h, count(*) AS n, any_value(w) AS w FROM {Later} GROUP BY h) n FULL JOIN "
                + $"(SELECT h, count(*) AS n FROM {Earlier} GROUP BY h) o ON n.h = o.h";

        private long? Late(WatermarkKind kind)
        {
            if (growth.Last is not { } last || kind == WatermarkKind.Text)
            {
                return growth.Last is null ? 0 : null;
            }

            string Before(string row) => $"{Watermark.Order(kind, $"{row}.w")} < {Watermark.Order(kind, Sql.Text(last.Value))}";
            return HasKey
                ? Count(Later, $"{Before("t")} AND NOT EXISTS (SELECT 1 FROM {Earlier} e WHERE {Equal("e", "t")})")
                : (long)session.Numbers(
                    $"SELECT coalesce(sum({More}) FILTER (WHERE {Before("n")}), 0)::DOUBLE FROM {Groups}", cancellation)[0];
        }

        private long Count(string table, string condition) =>
            (long)session.Numbers($"SELECT count(*)::DOUBLE FROM {table} t WHERE {condition}", cancellation)[0];

        private Import Whole(SchemaMode mode, int replaced, string? window)
        {
            var columns = before.Columns.Where(column => !growth.Left.Contains(column.Name)).ToArray();
            var own = $"SELECT {Sql.List(columns.Select(column => Sql.Name(column.SqlName)))} FROM {Sql.Parquet(before.Path)}";

            // A join gives rows in any order: their places bring them back into it.
            var kept = replaced == 0 ? own
                : $"{own} WHERE {before.RowNumber} NOT IN (SELECT place FROM {Earlier}) ORDER BY {before.RowNumber}";
            string[] names = [.. later.Table.Schema.Columns.Select(column => column.Name)];
            ParquetFile[] files =
            [
                ParquetFile.Describe(session, "earlier", $"({kept})", [.. columns.Select(column => column.Name)], cancellation),
                ParquetFile.Describe(session, "later", Sql.Parquet(later.Table.Path), names, cancellation)
                    .Emptied(session, names.ToHashSet(StringComparer.Ordinal), cancellation),
            ];
            var union = TypedUnion.Of([.. files.Select(file => file.Columns)], mode);
            string[] whole = [.. union.Columns.Select(column => column.Name)];
            var path = engine.Temporary();
            var all = string.Join(" UNION ALL ", files.Select((file, at) => $"({file.Select(union.Columns, union.Positions[at])})"));
            TableEngine.Write(path, () => session.Execute(Sql.CopyToParquet(all, path, whole), cancellation));
            return new Import(
                engine.Open(path, whole, cancellation), later.Files, later.RejectedCount, later.Rejected,
                [.. later.Notes, .. union.Notes], later.Types)
            {
                SourceNames = later.SourceNames,
            };
        }
    }
}
