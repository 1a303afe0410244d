using System.Diagnostics;
using System.Globalization;

using Trestle.Learners;
using Trestle.Learners.LightGbm;
using Trestle.Tests.Learners.LightGbm;

namespace Trestle.Bench;

/// <summary>Rows scored a second on one thread, 100 trees: our walker on blocks against LightGBM's prediction on a matrix, in turns.</summary>
internal static class WalkerBench
{
    public static void Run(string[] arguments)
    {
        var rows = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        var repeats = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 7;
        var train = new Synthetic(200_000, seed: 1);
        var test = new Synthetic(rows, seed: 2);
        foreach (var leaves in new[] { 31, 63 })
        {
            Compare(train, test, leaves, repeats);
        }
    }

    /// <summary>All scores of a set, block by block.</summary>
    public static double[] Score(IModel model, Synthetic set)
    {
        var scores = new double[set.Labels.Length * model.Outputs];
        var at = 0;
        foreach (var block in set.Set.Blocks)
        {
            model.Score(block, scores.AsSpan(at));
            at += block.Rows * model.Outputs;
        }

        return scores;
    }

    private static void Compare(Synthetic train, Synthetic test, int leaves, int repeats)
    {
        using var learning = new LightGbmLearner().Begin(train.Set, null, new LearningOptions(Seed: 1, Threads: 2));
        var parameters = new Parameters(new Dictionary<string, double> { ["num_leaves"] = leaves, ["num_iterations"] = 100 });
        var model = learning.Fit(parameters, CancellationToken.None).Model;
        using var native = NativeModel.Read(model.Save());
        List<double> ours = [], theirs = [];
        double[] a = [], b = [];
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            ours.Add(Rate(test, () => a = Score(model, test)));
            theirs.Add(Rate(test, () => b = native.Predict(test.Matrix, test.Labels.Length, raw: false)));
        }

        var single = test.Set.Blocks.Take(4).SelectMany(block => Enumerable.Range(0, block.Rows).Select(row => block.Take([row]))).ToArray();
        var score = new double[1];
        var ones = Enumerable.Range(0, repeats).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            Array.ForEach(single, row => model.Score(row, score));
            return watch.Elapsed.TotalMicroseconds / single.Length;
        });
        var (x, y) = (Median(ours), Median(theirs));
        Console.WriteLine($"{leaves} leaves, {test.Labels.Length} rows: walker {x / 1000:F0} krow/s, LightGBM {y / 1000:F0} krow/s, ratio {x / y:F2}, scores equal to the bit: {a.AsSpan().SequenceEqual(b)}");
        Console.WriteLine($"{leaves} leaves, one row at a time: walker {Median(ones):F2} us");
    }

    private static double Rate(Synthetic test, Action score)
    {
        var watch = Stopwatch.StartNew();
        score();
        return test.Labels.Length / watch.Elapsed.TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return ordered[ordered.Length / 2];
    }
}
