using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Stages.RetrainOrRetire;

namespace Trestle.Bench;

/// <summary>
/// How often the paired test promotes when rows depend on each other over time: a challenger that is no better, two models with errors of
/// the same distribution, drawn anew in each replay; and one that is. The errors are autoregressions of order 1, and in the last case the
/// difference of the losses itself is.
/// </summary>
internal static class ChallengeDependence
{
    private static readonly ChallengeSettings Settings = new();
    private static readonly double[] Rhos = [0, 0.5, 0.7, 0.9, 0.95];

    private static readonly (string Name, string Metric, Func<Random, int, double, double, (Outcome A, Outcome B)> Draw)[] Cases =
    [
        ("errors of both models", "rmse", Errors),
        ("errors of both models", "mae", Errors),
        ("labels and scores of both models", "auc", Scores),
        ("labels and scores of both models", "log-loss", Scores),
        ("difference of the losses", "mae", Losses),
    ];

    /// <summary>Arguments: replays, gain of the challenger (0: none), then numbers of cases (default: all).</summary>
    public static void Run(string[] args)
    {
        var replays = args.Length > 0 ? int.Parse(args[0]) : 1000;
        var gain = args.Length > 1 ? double.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        Console.WriteLine(
            $"{replays} replays; {Settings.Looks} looks at {Settings.Rows} rows each, confidence {Settings.Confidence}, margin 0, "
                + $"gain {gain:0 %}");
        Console.WriteLine($"| AR(1) | metric | {string.Join(" | ", Rhos.Select(rho => $"ρ {rho}"))} |");
        Console.WriteLine($"|---|---|{string.Concat(Rhos.Select(_ => "---:|"))}");
        foreach (var number in args.Length > 2 ? args[2..].Select(int.Parse) : Enumerable.Range(1, Cases.Length))
        {
            var (name, metric, draw) = Cases[number - 1];
            var shares = Rhos.Select(rho => $"{Promoted(MetricCatalog.Get(metric), draw, rho, gain, replays):0.0 %}");
            Console.WriteLine($"| {name} | {metric} | {string.Join(" | ", shares)} |");
        }
    }

    /// <summary>Whether any look at the first rows promotes.</summary>
    public static bool Promotes(IMetric metric, Outcome champion, Outcome challenger, ChallengeSettings settings, int seed) =>
        Enumerable.Range(1, settings.Looks).Any(look =>
        {
            int[] rows = [.. Enumerable.Range(0, look * settings.Rows)];
            return Challenge.Look(metric, champion.Take(rows), challenger.Take(rows), settings, look, seed, CancellationToken.None).Verdict
                == ChallengeVerdict.Better;
        });

    private static double Promoted(
        IMetric metric, Func<Random, int, double, double, (Outcome A, Outcome B)> draw, double rho, double gain, int replays)
    {
        var random = new Random(28);
        return (double)Enumerable.Range(0, replays).Count(replay =>
        {
            var (a, b) = draw(random, Settings.Rows * Settings.Looks, rho, gain);
            return Promotes(metric, a, b, Settings, replay);
        }) / replays;
    }

    private static (Outcome A, Outcome B) Errors(Random random, int rows, double rho, double gain)
    {
        var (a, b) = (Series(random, rows, rho), Series(random, rows, rho));
        return (Regression(a), Regression([.. b.Select(error => (1 - gain) * error)]));
    }

    private static (Outcome A, Outcome B) Losses(Random random, int rows, double rho, double gain) => (
        Regression([.. Enumerable.Repeat(10.0, rows)]), Regression([.. Series(random, rows, rho).Select(loss => 10 - gain + loss)]));

    private static (Outcome A, Outcome B) Scores(Random random, int rows, double rho, double gain)
    {
        var (truth, a, b) = (Series(random, rows, rho), Series(random, rows, rho), Series(random, rows, rho));
        return (Binary(truth, a), Binary(truth, [.. b.Select(noise => (1 - gain) * noise)]));
    }

    private static double[] Series(Random random, int rows, double rho) => DependentSeries.Autoregressive(random, rows, rho, 1);

    private static Outcome Regression(double[] errors) =>
        new(TaskKind.Regression, new double[errors.Length], errors, 1) { Dependence = InTime(errors.Length) };

    private static Outcome Binary(double[] truth, double[] noise) => new(
        TaskKind.Binary, [.. truth.Select(value => value > 0 ? 1.0 : 0)], [.. truth.Zip(noise, (a, b) => 1 / (1 + Math.Exp(-a - b)))], 1)
    {
        Dependence = InTime(truth.Length),
    };

    public static RowDependence InTime(int rows) => new() { Times = [.. Enumerable.Range(0, rows).Select(row => (double)row)] };
}
