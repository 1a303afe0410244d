using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Bench;

/// <summary>
/// How often a 95 % interval holds the truth when rows depend on each other, beside the interval that takes them for independent. Errors
/// of a regression are a standard normal series; a binary label is the sign of such a series, and its score that series plus another:
/// the rmse is then 1, the mae √(2/π), the accuracy 3/4 and the AUC 5/6.
/// </summary>
internal static class CoverageBench
{
    private const int Resamples = 500;

    private static readonly (string Metric, double Truth)[] Truths =
    [
        ("rmse", 1), ("mae", Math.Sqrt(2 / Math.PI)), ("accuracy", 0.75), ("auc", 5.0 / 6),
    ];

    private static readonly int[] Unequal = [.. Enumerable.Range(1, 40).Select(i => 2 + (int)Math.Exp(1 + (2.6 * i / 40)))];

    private static readonly DependentSeries[] Settings =
    [
        DependentSeries.Independent(400),
        DependentSeries.Groups("200 groups of 3", Times(200, 3), 0.5),
        DependentSeries.Groups("50 groups of 10", Times(50, 10), 0.3),
        DependentSeries.Groups("20 groups of 25", Times(20, 25), 0.3),
        DependentSeries.Groups($"40 groups of {Unequal[0]} to {Unequal[^1]}", Unequal, 0.3),
        DependentSeries.Autoregression(400, 0.5),
        DependentSeries.Autoregression(600, 0.7),
        DependentSeries.Autoregression(1500, 0.9),
        DependentSeries.Autoregression(600, 0.6, 7),
        DependentSeries.Panel(20, 40, 0.2, 0.5),
        DependentSeries.IndependentInTime(400),
        DependentSeries.Groups("10 groups of 50", Times(10, 50), 0.1),
        DependentSeries.Groups("10 groups of 50", Times(10, 50), 0.3),
        DependentSeries.Groups("5 groups of 100", Times(5, 100), 0.3),
        DependentSeries.Autoregression(300, 0.9),
        DependentSeries.Season(600, 50),
    ];

    /// <summary>Arguments: number of replays, then numbers of settings (default: all).</summary>
    public static void Run(string[] args)
    {
        var replays = args.Length > 0 ? int.Parse(args[0]) : 1000;
        var chosen = args.Length > 1 ? [.. args[1..].Select(int.Parse)] : Enumerable.Range(1, Settings.Length).ToArray();
        Console.WriteLine($"{replays} replays, {Resamples} resamples; in brackets the interval for independent rows");
        Console.WriteLine($"| | dependence | {string.Join(" | ", Truths.Select(truth => truth.Metric))} |");
        Console.WriteLine($"|---:|---|{string.Concat(Truths.Select(_ => "---:|"))}");
        foreach (var number in chosen)
        {
            Console.WriteLine($"| {number} | {Settings[number - 1].Name} | {string.Join(" | ", Coverage(Settings[number - 1], replays))} |");
        }
    }

    private static IEnumerable<string> Coverage(DependentSeries setting, int replays)
    {
        var (covered, naive) = (new int[Truths.Length], new int[Truths.Length]);
        var random = new Random(28);
        for (var replay = 0; replay < replays; replay++)
        {
            var (regression, binary) = (Regression(setting, random), Binary(setting, random));
            for (var i = 0; i < Truths.Length; i++)
            {
                var metric = MetricCatalog.Get(Truths[i].Metric);
                var outcome = metric.Can(TaskKind.Regression) ? regression : binary;
                covered[i] += Covers(metric, outcome, replay, Truths[i].Truth) ? 1 : 0;
                naive[i] += Covers(metric, outcome with { Dependence = RowDependence.None }, replay, Truths[i].Truth) ? 1 : 0;
            }
        }

        return covered.Zip(naive).Select(pair => $"{100.0 * pair.First / replays:0.0} ({100.0 * pair.Second / replays:0.0})");
    }

    private static bool Covers(IMetric metric, Outcome outcome, int seed, double truth)
    {
        var interval = Bootstrap.Of(metric, outcome, Resamples, 0.95, seed, CancellationToken.None);
        return interval.Low <= truth && truth <= interval.High;
    }

    private static Outcome Regression(DependentSeries setting, Random random)
    {
        var errors = setting.Draw(random);
        return new Outcome(TaskKind.Regression, new double[errors.Length], errors, 1) { Dependence = setting.Dependence };
    }

    private static Outcome Binary(DependentSeries setting, Random random)
    {
        var (truth, noise) = (setting.Draw(random), setting.Draw(random));
        return new Outcome(
            TaskKind.Binary, [.. truth.Select(value => value > 0 ? 1.0 : 0)],
            [.. truth.Zip(noise, (a, b) => 1 / (1 + Math.Exp(-a - b)))], 1)
        {
            Dependence = setting.Dependence,
        };
    }

    private static int[] Times(int groups, int size) => [.. Enumerable.Repeat(size, groups)];
}
