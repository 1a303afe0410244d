using System.Diagnostics;
using System.Globalization;

using Trestle.Learners;
using Trestle.Learners.LightGbm;
using Trestle.Tests.Learners.LightGbm;

namespace Trestle.Bench;

/// <summary>
/// The learner (blocks through Arrow, checks, our loop, parsing the model) against bare C calls on a matrix with the same
/// parameters, in turns. Seconds from rows in memory to a model, and the AUC on other rows.
/// </summary>
internal static class TrainBench
{
    private const int Rounds = 100;
    private const int Threads = 2;

    private static readonly Parameters Parameters = new(new Dictionary<string, double>
    {
        ["num_leaves"] = 63,
        ["learning_rate"] = 0.1,
        ["num_iterations"] = Rounds,
    });

    public static void Run(string[] arguments)
    {
        var rows = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        var repeats = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 3;
        var train = new Synthetic(rows, seed: 1);
        var test = new Synthetic(Math.Max(rows / 10, 1000), seed: 2);
        List<double> ours = [], bare = [];
        var (ourAuc, bareAuc) = (0.0, 0.0);
        Console.WriteLine($"{rows} rows x {Synthetic.Width} features, {Rounds} rounds, 63 leaves, {Threads} threads");
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            ourAuc = Ours(train, test, ours);
            bareAuc = Bare(train, test, bare);
            Console.WriteLine($"run {repeat + 1}: learner {ours[^1]:F2} s, bare calls {bare[^1]:F2} s");
        }

        var (a, b) = (Median(ours), Median(bare));
        Console.WriteLine($"median: learner {a:F2} s, bare calls {b:F2} s, ratio {a / b:F3}");
        Console.WriteLine($"AUC on {test.Labels.Length} other rows: learner {ourAuc:F6}, bare calls {bareAuc:F6}");
    }

    private static double Ours(Synthetic train, Synthetic test, List<double> seconds)
    {
        var watch = Stopwatch.StartNew();
        using var learning = new LightGbmLearner().Begin(train.Set, null, new LearningOptions(Seed: 1, Threads));
        var model = learning.Fit(Parameters, CancellationToken.None).Model;
        seconds.Add(watch.Elapsed.TotalSeconds);
        return test.Auc(WalkerBench.Score(model, test));
    }

    private static double Bare(Synthetic train, Synthetic test, List<double> seconds)
    {
        var options = new LearningOptions(Seed: 1, Threads);
        var parameters = LightGbmParameters.ForBooster(Parameters, train.Set, options);
        var watch = Stopwatch.StartNew();
        using var model = NativeModel.Train(train.Matrix, train.Labels.Length, train.Labels, parameters, Rounds, Threads);
        seconds.Add(watch.Elapsed.TotalSeconds);
        return test.Auc(model.Predict(test.Matrix, test.Labels.Length, raw: false, threads: Threads));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
