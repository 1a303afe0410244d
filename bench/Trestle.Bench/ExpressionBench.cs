using System.Diagnostics;
using System.Globalization;

using Trestle.Core.Expressions;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Expressions;

namespace Trestle.Bench;

/// <summary>
/// What an expression costs: nanoseconds a row in blocks of training, beside the same in C# by hand over the same arrays, and a block of
/// one row as in service.
/// </summary>
public static class ExpressionBench
{
    private const int Repeats = 7;
    private const int Singles = 200_000;

    private static readonly TypedColumn[] Columns =
    [
        new("x", ColumnType.Number), new("y", ColumnType.Number), new("city", ColumnType.Text), new("day", ColumnType.Date),
        new("active", ColumnType.Boolean),
    ];

    private static readonly (string Text, Func<double, double, string?, double, double, double>? Hand)[] Cases =
    [
        ("x / y", (x, y, _, _, _) => Finite(x / y)),
        ("x * 2 + y - 1", (x, y, _, _, _) => Finite(Finite(Finite(x * 2) + y) - 1)),
        ("if(x > 0.5 and y < 0.5, x, coalesce(y, 0))", (x, y, _, _, _) => x > 0.5 && y < 0.5 ? x : double.IsNaN(y) ? 0 : y),
        ("round(ln(x + 1), 2)", (x, _, _, _, _) => Math.Round(Math.Log(x + 1), 2, MidpointRounding.AwayFromZero)),
        ("city = 'Paris' or city in ('Rome', 'Oslo')", (_, _, city, _, _) => city is null ? double.NaN
            : Same(city, "Paris") || Same(city, "Rome") || Same(city, "Oslo") ? 1 : 0),
        ("length(trim(lower(city)))", (_, _, city, _, _) => city is null ? double.NaN : city.ToLowerInvariant().Trim().Length),
        ("month(day) = 12 and active", null),
        ("case when x < 0.2 then 'low' when x < 0.6 then 'mid' else 'high' end", null),
    ];

    /// <summary>Runs it: <c>[rows]</c>.</summary>
    public static void Run(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var blocks = Blocks(rows);
        Console.WriteLine("| expression | ns a row | by hand, ns a row | one row, ns |\n|---|---:|---:|---:|");
        foreach (var (text, hand) in Cases)
        {
            var compute = TypedExpression.Check(Expression.Parse(text), Columns, "bench").Bind(blocks[0].Schema, "bench");
            var one = blocks[0].Take([0]);
            var own = Best(() => blocks.ForEach(block => compute(block))) / rows;
            var byHand = hand is null ? "" : Print(Best(() => blocks.ForEach(block => ByHand(block, hand))) / rows);
            var single = Best(() => Times(Singles, () => compute(one))) / Singles;
            Console.WriteLine($"| `{text}` | {Print(own)} | {byHand} | {Print(single)} |");
        }
    }

    private static double[] ByHand(RowBlock block, Func<double, double, string?, double, double, double> of)
    {
        var x = block.Numbers(0);
        var y = block.Numbers(1);
        var city = block.Texts(2);
        var day = block.Numbers(3);
        var active = block.Numbers(4);
        var result = new double[block.Rows];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = of(x[i], y[i], city[i], day[i], active[i]);
        }

        return result;
    }

    private static List<RowBlock> Blocks(int rows)
    {
        var random = new Random(1);
        string?[] cities = ["Paris", "Rome", "Oslo", "London", "Berlin", "São Paulo", "New York", null];
        var schema = new RowSchema(Columns.Select(
            column => new Column(column.Name, column.Type == ColumnType.Text ? ColumnKind.Text : ColumnKind.Number)));
        double[] Numbers(int count, Func<double> next) =>
            [.. Enumerable.Range(0, count).Select(_ => random.Next(20) == 0 ? double.NaN : next())];
        return
        [
            .. Enumerable.Range(0, (rows + RowBlock.Size - 1) / RowBlock.Size).Select(block =>
            {
                var count = Math.Min(RowBlock.Size, rows - (block * RowBlock.Size));
                return new RowBlock(schema, count,
                [
                    Numbers(count, random.NextDouble), Numbers(count, random.NextDouble),
                    Enumerable.Range(0, count).Select(_ => cities[random.Next(cities.Length)]).ToArray(),
                    Numbers(count, () => 1.6e15 + (random.Next(1000) * 86_400e6)), Numbers(count, () => random.Next(2)),
                ]);
            }),
        ];
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static double Finite(double number) => double.IsFinite(number) ? number : double.NaN;

    private static void Times(int count, Action action)
    {
        for (var i = 0; i < count; i++)
        {
            action();
        }
    }

    /// <summary>The best of some runs, in nanoseconds.</summary>
    private static double Best(Action action)
    {
        action();
        return Enumerable.Range(0, Repeats).Min(_ =>
        {
            var watch = Stopwatch.StartNew();
            action();
            return watch.Elapsed.TotalNanoseconds;
        });
    }

    private static string Print(double nanoseconds) => nanoseconds.ToString(nanoseconds < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
