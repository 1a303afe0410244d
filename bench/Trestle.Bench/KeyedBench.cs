using System.Diagnostics;
using System.Globalization;

using DuckDB.NET.Data;

using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;

namespace Trestle.Bench;

/// <summary>
/// A keyed table beside DuckDB: an as-of join and a join by equal keys, whose sums must be the same; and a look-up at serving, one row at a
/// time. A tenth of the keys is unknown; each known key has ten times.
/// </summary>
internal static class KeyedBench
{
    private const long Times = 1_000_003;
    private const int BlockRows = 2048;

    /// <summary>Prints the times. Arguments: rows of the table (1,000,000), rows that are joined (10,000,000).</summary>
    public static void Run(string[] arguments)
    {
        var rows = arguments.Length > 0 ? long.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        var asked = arguments.Length > 1 ? long.Parse(arguments[1], CultureInfo.InvariantCulture) : 10_000_000;
        Console.WriteLine($"| {rows:N0} rows, {asked:N0} joined | s | sum |\n|---|---|---|");
        foreach (var timed in new[] { true, false })
        {
            var name = timed ? "as-of" : "equal keys";
            using var database = new Database(rows, asked, timed);
            foreach (var threads in new[] { 1, 2 })
            {
                var (seconds, sum) = database.Join(threads);
                Print($"DuckDB, {name}, {threads} threads", seconds, sum);
            }

            var watch = Stopwatch.StartNew();
            var built = Build(rows, timed);
            Print($"keyed table, {name}: building, {built.File.Length / 1e6:N0} MB", watch.Elapsed.TotalSeconds, 0);
            watch.Restart();
            var table = KeyedTable.Open(built.File, "bench");
            Print($"keyed table, {name}: opening", watch.Elapsed.TotalSeconds, 0);
            var plan = Plan(table, timed);
            foreach (var threads in new[] { 1, 2 })
            {
                watch.Restart();
                var sum = Join(plan, asked, timed, rows, threads);
                Print($"keyed table, {name}, {threads} threads", watch.Elapsed.TotalSeconds, sum);
            }

            RowByRow(plan, timed, rows, name);
        }
    }

    private static BuiltTable Build(long rows, bool timed)
    {
        Column[] columns = [new("v", ColumnKind.Number), new("w", ColumnKind.Number), new("s", ColumnKind.Text)];
        var builder = new KeyedTableBuilder(new KeyedSchema
        {
            Table = "bench",
            Keys = [new Column("k", ColumnKind.Number)],
            Time = timed ? "at" : null,
            Columns = columns,
        });
        var schema = new RowSchema([new("k", ColumnKind.Number), new("at", ColumnKind.Number), .. columns]);
        for (var from = 0L; from < rows; from += BlockRows)
        {
            var count = (int)Math.Min(BlockRows, rows - from);
            double[] Of(Func<long, double> value) => [.. Enumerable.Range(0, count).Select(i => value(from + i))];
            builder.Add(new RowBlock(schema, count, [
                Of(i => Key(i, Keys(rows, timed))), Of(At), Of(i => i), Of(i => i % 97),
                Enumerable.Range(0, count).Select(i => $"s{(from + i) % 1000}").ToArray()]));
        }

        return builder.Build(CancellationToken.None);
    }

    private static BoundPlan Plan(KeyedTable table, bool timed)
    {
        var input = new RowSchema([new("k", ColumnKind.Number), new("at", ColumnKind.Number)]);
        var look = new FittedLookUp(
            "bench", timed ? ["k", "at"] : ["k"],
            [.. table.Schema.Columns.Select(column => new LookUpColumn(column.Name, column.Name, column.Kind))])
        {
            Timed = timed,
        };
        return new FittedPlan(input, [look]).With(new Dictionary<string, KeyedTable> { ["bench"] = table }).Bind();
    }

    private static double Join(BoundPlan plan, long asked, bool timed, long rows, int threads)
    {
        var sums = new double[threads];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, lane =>
        {
            for (var from = (long)lane * BlockRows; from < asked; from += threads * (long)BlockRows)
            {
                var found = plan.Apply(Asked(plan.Input, from, (int)Math.Min(BlockRows, asked - from), Keys(rows, timed)));
                foreach (var value in found.Numbers(2))
                {
                    sums[lane] += double.IsNaN(value) ? 0 : value;
                }
            }
        });
        return sums.Sum();
    }

    private static void RowByRow(BoundPlan plan, bool timed, long rows, string name)
    {
        const int Count = 500_000;
        RowBlock[] blocks = [.. Enumerable.Range(0, Count).Select(i => Asked(plan.Input, i, 1, Keys(rows, timed)))];
        var best = double.PositiveInfinity;
        for (var round = 0; round < 4; round++)
        {
            var watch = Stopwatch.StartNew();
            foreach (var block in blocks)
            {
                plan.Apply(block);
            }

            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / Count);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| keyed table, {name}, one row at a time, three columns | {best:N3} µs a row | |"));
    }

    private static RowBlock Asked(RowSchema schema, long from, int count, long keys)
    {
        var (key, at) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            key[i] = (from + i) * 15_485_863 % (keys / 10 * 11);
            at[i] = (from + i) * 32_452_843 % Times;
        }

        return new RowBlock(schema, count, [key, at]);
    }

    private static long Keys(long rows, bool timed) => timed ? rows / 10 : rows;

    private static double Key(long row, long keys) => row * 7919 % keys;

    private static double At(long row) => row * 104_729 % Times;

    private static void Print(string what, double seconds, double sum) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {seconds:N2} | {(sum == 0 ? "" : $"{sum:R}")} |"));

    /// <summary>The same rows in DuckDB's memory.</summary>
    private sealed class Database : IDisposable
    {
        private readonly DuckDBConnection connection = new("Data Source=:memory:");
        private readonly bool timed;

        public Database(long rows, long asked, bool timed)
        {
            this.timed = timed;
            var keys = Keys(rows, timed);
            connection.Open();
            Execute($"CREATE TABLE t AS SELECT (i * 7919 % {keys})::DOUBLE AS k, (i * 104729 % {Times})::DOUBLE AS ts, i::DOUBLE AS v, "
                + $"(i % 97)::DOUBLE AS w, 's' || (i % 1000) AS s FROM range({rows}) r(i)");
            Execute($"CREATE TABLE q AS SELECT (i * 15485863 % {keys / 10 * 11})::DOUBLE AS k, (i * 32452843 % {Times})::DOUBLE AS ts "
                + $"FROM range({asked}) r(i)");
        }

        public (double Seconds, double Sum) Join(int threads)
        {
            Execute($"SET threads = {threads}; DROP TABLE IF EXISTS j");
            var watch = Stopwatch.StartNew();
            Execute("CREATE TABLE j AS SELECT q.k, q.ts, t.v, t.w, t.s FROM q " + (timed
                ? "ASOF LEFT JOIN t ON q.k = t.k AND q.ts >= t.ts" : "LEFT JOIN t ON q.k = t.k"));
            var seconds = watch.Elapsed.TotalSeconds;
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT sum(v) FROM j";
            return (seconds, Convert.ToDouble(command.ExecuteScalar(), CultureInfo.InvariantCulture));
        }

        public void Dispose() => connection.Dispose();

        private void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
