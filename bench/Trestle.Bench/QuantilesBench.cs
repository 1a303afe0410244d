using System.Diagnostics;
using System.Globalization;

using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Bench;

/// <summary>
/// How far quantiles are from the true ones in rank, and what a value costs: many values of eight distributions, dealt to four lanes and
/// merged, as a run does it. The true ranks are counted in a second pass over the same values, so nothing is sorted or kept.
/// </summary>
public static class QuantilesBench
{
    private const int Lanes = 4;
    private const int BlocksInTurn = 8;
    private const int Asked = 999;

    private static readonly RowSchema Schema = new([new Column("x", ColumnKind.Number)]);

    private static readonly (string Name, Func<Draws, long, double> Value)[] Distributions =
    [
        ("uniform", (draw, _) => draw.Uniform()),
        ("normal", (draw, _) => draw.Normal()),
        ("latitude", (draw, _) => 40.78 + (0.006 * draw.Normal())),
        ("epoch seconds, in order", (draw, row) => Math.Floor(1.7e9 + (row * 0.3) + (60 * draw.Uniform()))),
        ("Pareto, shape 0.5", (draw, _) => Math.Pow(1 - draw.Uniform(), -2)),
        ("Cauchy", (draw, _) => Math.Tan(Math.PI * (draw.Uniform() - 0.5))),
        ("70 % zeros, else exponential", (draw, _) => draw.Uniform() < 0.7 ? 0 : -Math.Log(1 - draw.Uniform())),
        ("few values", (draw, _) => Math.Floor(20 * draw.Uniform() * draw.Uniform())),
    ];

    /// <summary>Runs it: <c>[values] [name of one distribution]</c>.</summary>
    public static void Run(string[] args)
    {
        var count = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 100_000_000;
        Console.WriteLine(FormattableString.Invariant($"{count:N0} values each, {Lanes} lanes; errors of rank in % of the values"));
        Console.WriteLine();
        Console.WriteLine("| distribution | worst of 999 quantiles | 1 % | 50 % | 99 % | values kept | ns a value |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, value) in Distributions.Where(known => args.Length < 2 || known.Name == args[1]))
        {
            var (quantiles, nanoseconds) = Sketch(value, count);
            double[] found = [.. Enumerable.Range(1, Asked).Select(i => quantiles.Quantile(i / (Asked + 1.0)))];
            var errors = Errors(value, count, found);
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {errors.Max():P4} | {errors[9]:P4} | {errors[499]:P4} | {errors[989]:P4} | {quantiles.Values.Length:N0} |")
                + FormattableString.Invariant($" {nanoseconds:F1} |"));
        }
    }

    private static (QuantilesValue Merged, double Nanoseconds) Sketch(Func<Draws, long, double> value, long count)
    {
        var lanes = Enumerable.Range(0, Lanes).Select(_ => new Quantiles("x").Start(Schema)).ToArray();
        var watch = new Stopwatch();
        var turn = 0L;
        foreach (var block in Blocks(value, count))
        {
            watch.Start();
            lanes[turn++ / BlocksInTurn % Lanes].Add(block);
            watch.Stop();
        }

        watch.Start();
        foreach (var lane in lanes[1..])
        {
            lanes[0].Merge(lane);
        }

        _ = ((QuantilesValue)lanes[0]).Values;
        watch.Stop();
        return ((QuantilesValue)lanes[0], watch.Elapsed.TotalNanoseconds / count);
    }

    /// <summary>The distance of each value's true ranks (the first and the last of equal ones) from the rank that was asked for.</summary>
    private static double[] Errors(Func<Draws, long, double> value, long count, double[] found)
    {
        var below = new long[found.Length + 1];
        var upTo = new long[found.Length + 1];
        foreach (var block in Blocks(value, count))
        {
            foreach (var number in block.Numbers(0))
            {
                var first = FirstAtLeast(found, number);
                upTo[first]++;
                while (first < found.Length && found[first] == number)
                {
                    first++;
                }

                below[first]++;
            }
        }

        var errors = new double[found.Length];
        var (low, high) = (0L, 0L);
        for (var i = 0; i < found.Length; i++)
        {
            low += below[i];
            high += upTo[i];
            var rank = (i + 1) / (Asked + 1.0) * (count - 1);
            errors[i] = Math.Max(0, Math.Max(low - rank, rank - high)) / count;
        }

        return errors;
    }

    private static int FirstAtLeast(double[] ascending, double number)
    {
        var (from, to) = (0, ascending.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = ascending[middle] < number ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    private static IEnumerable<RowBlock> Blocks(Func<Draws, long, double> value, long count)
    {
        var draws = new Draws();
        for (var at = 0L; at < count; at += RowBlock.Size)
        {
            var values = new double[Math.Min(RowBlock.Size, count - at)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = value(draws, at + i);
            }

            yield return new RowBlock(Schema, values.Length, [values]);
        }
    }

    /// <summary>Random numbers that are the same on every machine (SplitMix64).</summary>
    private sealed class Draws
    {
        private ulong state = 20261128;

        public double Uniform()
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1L << 53));
        }

        public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
    }
}
