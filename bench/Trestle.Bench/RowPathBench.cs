using System.Diagnostics;
using System.Globalization;

using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;

namespace Trestle.Bench;

/// <summary>
/// Sends rows of 20 columns through a fitted plan of 20 steps, and measures the transformation alone: the rows are in memory
/// and the plan is fitted and bound before. <c>bench/peers/rowpath_sklearn.py</c> does the same with pandas and scikit-learn
/// on the same rows, which are written as CSV when a path is given.
/// </summary>
public static class RowPathBench
{
    private const int Repeats = 7;

    private static readonly string[] Numbers = [.. Enumerable.Range(0, 10).Select(i => $"n{i}")];
    private static readonly string[] Categories = [.. Enumerable.Range(0, 6).Select(i => $"c{i}")];
    private static readonly int[] Levels = [8, 12, 40, 300, 2000, 20];

    private static readonly IRowStep[] Steps =
    [
        new Trim { Columns = Categories },
        new NullTokens { Columns = [.. Categories, "d0", "d1", "p0", "p1"] },
        new CaseFold { Columns = Categories },
        new ParseNumber { Columns = ["p0"] },
        new ParseNumber { Columns = ["p1"], DecimalMark = ',' },
        new ParseDate { Columns = ["d0"], Formats = ["yyyy-MM-dd"] },
        new ParseDate { Columns = ["d1"], Formats = ["yyyy-MM-dd HH:mm:ss"] },
        new Impute { Columns = ["n0", "n1", "n2", "n3", "n4", "p0", "p1"], Indicator = true },
        new Impute { Columns = ["n5", "n6", "n7", "n8", "n9"], Strategy = ImputeStrategy.Mean },
        new Impute { Columns = ["c0", "c1"], Strategy = ImputeStrategy.MostFrequent },
        new Impute { Columns = ["c5"], Strategy = ImputeStrategy.Constant, Constant = "unknown" },
        new Clip { Columns = ["n0", "n1", "n2", "n3", "n4"] },
        new DateParts { Columns = ["d0"], Parts = [DatePart.Month, DatePart.DayOfWeek, DatePart.Days] },
        new DateParts { Columns = ["d1"], Parts = [DatePart.Hour, DatePart.DayOfYear, DatePart.IsWeekend] },
        new StandardScale { Columns = ["n0", "n1", "n2", "n3", "n4", "p0"] },
        new RobustScale { Columns = ["n5", "n6", "n7", "n8", "n9", "p1"] },
        new OneHot { Columns = ["c0", "c1", "c5"] },
        new OrdinalEncode { Columns = ["c2"] },
        new FrequencyEncode { Columns = ["c3"] },
        new TargetEncode { Columns = ["c4"] },
    ];

    /// <summary>Runs it: <c>[rows] [csv to write] [profile]</c>; a third argument adds the time of each step.</summary>
    public static void Run(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var blocks = Generate(rows);
        if (args.Length > 1)
        {
            Write(args[1], blocks);
        }

        var watch = Stopwatch.StartNew();
        var plan = Fit(blocks);
        Console.WriteLine(FormattableString.Invariant($"fit      {watch.Elapsed.TotalSeconds:F2} s ({rows} rows, one fold of two)"));

        var bound = plan.Bind(blocks[0].Schema);
        Console.WriteLine(FormattableString.Invariant($"output   {bound.Output.Count} columns, checksum {Checksum(bound, blocks):F3}"));
        foreach (var threads in new[] { 1, 2 })
        {
            var seconds = Best(() => Apply(bound, blocks, threads));
            Console.WriteLine(FormattableString.Invariant(
                $"apply    {threads} thread(s): {seconds:F3} s, {rows / seconds / 1e3:F0} krow/s"));
        }

        var one = blocks[0].Take([0]);
        const int Singles = 100_000;
        var single = Best(() => Times(Singles, () => bound.Apply(one)));
        Console.WriteLine(FormattableString.Invariant($"one row  {single / Singles * 1e6:F2} µs"));
        if (args.Length > 2)
        {
            Profile(plan, blocks);
        }
    }

    private static FittedPlan Fit(IReadOnlyList<RowBlock> blocks)
    {
        var half = blocks.Count / 2;
        var folds = new Dictionary<int, IReadOnlyList<RowBlock>> { [0] = [.. blocks.Take(half)], [1] = [.. blocks.Skip(half)] };
        return new RowPlan(Steps).Fit(new MemoryRows(blocks[0].Schema, folds), [FoldSet.Of([0, 1])], CancellationToken.None)[0].Plan;
    }

    private static void Apply(BoundPlan plan, IReadOnlyList<RowBlock> blocks, int threads)
    {
        if (threads == 1)
        {
            foreach (var block in blocks)
            {
                plan.Apply(block);
            }

            return;
        }

        Parallel.For(0, blocks.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => plan.Apply(blocks[i]));
    }

    /// <summary>The time that each step takes on its own.</summary>
    private static void Profile(FittedPlan plan, IReadOnlyList<RowBlock> blocks)
    {
        foreach (var step in plan.Steps)
        {
            var bound = step.Bind(blocks[0].Schema);
            var seconds = Best(() =>
            {
                foreach (var block in blocks)
                {
                    bound.Apply(block);
                }
            });
            Console.WriteLine(FormattableString.Invariant($"step     {StepCatalog.NameOf(step),-15} {seconds * 1e3:F1} ms"));
            blocks = [.. blocks.Select(bound.Apply)];
        }
    }

    private static double Checksum(BoundPlan plan, IReadOnlyList<RowBlock> blocks)
    {
        var total = 0.0;
        foreach (var output in blocks.Select(plan.Apply))
        {
            for (var c = 0; c < output.Schema.Count; c++)
            {
                if (output.Schema[c].Kind == ColumnKind.Number && !ReservedColumns.Contains(output.Schema[c].Name))
                {
                    foreach (var value in output.Numbers(c))
                    {
                        total += double.IsNaN(value) ? 0 : value;
                    }
                }
            }
        }

        return total;
    }

    private static double Best(Action action)
    {
        var best = double.MaxValue;
        for (var i = 0; i < Repeats; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static void Times(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }

    private static RowBlock[] Generate(int rows)
    {
        var random = new Random(1);
        var texts = Levels.Select((levels, c) => Enumerable.Range(0, levels).Select(level => Spelling(c, level)).ToArray()).ToArray();
        var schema = new RowSchema(
        [
            .. Numbers.Select(name => new Column(name, ColumnKind.Number)),
            .. Categories.Concat(["d0", "d1", "p0", "p1"]).Select(name => new Column(name, ColumnKind.Text)),
            new Column(ReservedColumns.Label, ColumnKind.Number),
        ]);
        return [.. Enumerable.Range(0, rows).Chunk(RowBlock.Size).Select(chunk => Block(schema, chunk.Length, random, texts))];
    }

    private static RowBlock Block(RowSchema schema, int rows, Random random, string[][] texts)
    {
        var columns = new List<Array>();
        for (var c = 0; c < Numbers.Length; c++)
        {
            columns.Add(Column(rows, () => random.Next(20) == 0 ? double.NaN : Math.Round(Math.Exp(random.NextDouble() * 8) - 50, 3)));
        }

        foreach (var spellings in texts)
        {
            columns.Add(Column(
                rows,
                () => random.Next(30) == 0 ? "N/A" : spellings[(int)(spellings.Length * random.NextDouble() * random.NextDouble())]));
        }

        var start = new DateTime(2015, 1, 1);
        columns.Add(Column(rows, () => start.AddDays(random.Next(3650)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        columns.Add(Column(
            rows, () => start.AddSeconds(random.Next(315_360_000)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));
        columns.Add(Column(
            rows, () => random.Next(50) == 0 ? "-" : (random.Next(1_000_000) / 100.0).ToString("F2", CultureInfo.InvariantCulture)));
        columns.Add(Column(rows, () => (random.Next(100_000_000) / 1000.0).ToString("F3", CultureInfo.InvariantCulture).Replace('.', ',')));
        columns.Add(Column(rows, () => (double)random.Next(2)));
        return new RowBlock(schema, rows, columns);
    }

    /// <summary>A category; every fourth has capitals, every fifth white space around it.</summary>
    private static string Spelling(int column, int level)
    {
        var word = FormattableString.Invariant($"{(level % 4 == 0 ? "Level" : "level")}-{column}-{level}");
        return level % 5 == 0 ? $" {word} " : word;
    }

    private static T[] Column<T>(int rows, Func<T> draw)
    {
        var values = new T[rows];
        for (var i = 0; i < rows; i++)
        {
            values[i] = draw();
        }

        return values;
    }

    private static void Write(string path, IReadOnlyList<RowBlock> blocks)
    {
        using var writer = new StreamWriter(path);
        var schema = blocks[0].Schema;
        writer.WriteLine(string.Join('|', schema.Columns.Select(column => column.Name)));
        foreach (var block in blocks)
        {
            for (var row = 0; row < block.Rows; row++)
            {
                for (var c = 0; c < schema.Count; c++)
                {
                    writer.Write(c == 0 ? "" : "|");
                    writer.Write(schema[c].Kind == ColumnKind.Text
                        ? block.Texts(c)[row]
                        : double.IsNaN(block.Numbers(c)[row]) ? "" : block.Numbers(c)[row].ToString("R", CultureInfo.InvariantCulture));
                }

                writer.WriteLine();
            }
        }
    }
}
