using System.Diagnostics;
using System.Globalization;

using Trestle.Learners.Explanations;
using Trestle.Tests.Learners.LightGbm;

namespace Trestle.Bench;

/// <summary>Rows explained a second, 100 trees: ours on blocks against LightGBM's contributions on a matrix, in turns.</summary>
internal static class ShapBench
{
    public static void Run(string[] arguments)
    {
        var rows = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 2048;
        var repeats = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 5;
        var train = new Synthetic(200_000, seed: 1);
        var test = new Synthetic(rows, seed: 2);
        foreach (var leaves in new[] { 31, 63, 255 })
        {
            var model = (IExplainableModel)WalkerBench.Train(train, leaves);
            var watch = Stopwatch.StartNew();
            _ = model.BaseValues;
            Console.WriteLine($"{leaves} leaves: {watch.Elapsed.TotalMilliseconds:F0} ms until the first explanation");
            using var native = NativeModel.Read(model.Save());
            foreach (var threads in new[] { 1, 2 })
            {
                Compare(model, native, test, leaves, threads, repeats);
            }

            var single = test.Set.Blocks[0].Take([0]);
            var own = new double[Synthetic.Width];
            var one = Enumerable.Range(0, 1000).Select(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                model.Explain(single, own);
                return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            });
            Console.WriteLine($"{leaves} leaves, one row at a time, p50: {WalkerBench.Median(one):F0} us");
        }
    }

    private static void Compare(IExplainableModel model, NativeModel native, Synthetic test, int leaves, int threads, int repeats)
    {
        List<double> ours = [], theirs = [];
        double[] a = [], b = [];
        var rows = test.Labels.Length;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            ours.Add(Rate(rows, () => a = Explain(model, test, threads)));
            theirs.Add(Rate(rows, () => b = native.Contributions(test.Matrix, rows, threads: threads)));
        }

        var difference = Enumerable.Range(0, rows)
            .SelectMany(row => Enumerable.Range(0, Synthetic.Width)
                .Select(f => Math.Abs(a[(row * Synthetic.Width) + f] - b[(row * (Synthetic.Width + 1)) + f])))
            .Max();
        var (x, y) = (WalkerBench.Median(ours), WalkerBench.Median(theirs));
        Console.WriteLine(
            $"{leaves} leaves, {rows} rows, {threads} thread(s): ours {x:F0} rows/s, LightGBM {y:F0} rows/s, ratio {x / y:F1}; "
                + $"largest difference {difference:G2}");
    }

    private static double[] Explain(IExplainableModel model, Synthetic set, int threads)
    {
        const int Part = 256;
        var parts = set.Set.Blocks
            .SelectMany(block => Enumerable.Range(0, block.Rows).Chunk(Part).Select(part => block.Take(part))).ToArray();
        var contributions = new double[set.Labels.Length * Synthetic.Width];
        Parallel.For(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
            model.Explain(parts[part], contributions.AsSpan(part * Part * Synthetic.Width)));
        return contributions;
    }

    private static double Rate(int rows, Action explain)
    {
        var watch = Stopwatch.StartNew();
        explain();
        return rows / watch.Elapsed.TotalSeconds;
    }
}
