using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Bench;

/// <summary>
/// What figures of decisions say about the threshold that is served, and what calibration gains, on rows whose true probabilities are
/// known. <code>decisions [replays]</code>
/// </summary>
internal static class DecisionBench
{
    private const int Folds = 5;
    private const int Population = 200_000;

    private static readonly IMetric F1 = new F1();
    private static readonly IMetric LogLoss = new LogLoss();

    public static void Run(string[] args)
    {
        var replays = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 300;
        Thresholds(replays);
        Console.WriteLine();
        Calibration(replays);
    }

    /// <summary>F1 out of fold in three ways, each minus the F1 of the served threshold on the population.</summary>
    private static void Thresholds(int replays)
    {
        Console.WriteLine("| rows | F1 served, on new rows | figure at 0.5 | tuned on the rows it judges | threshold of the other folds |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        var rule = new DecisionRule(ThresholdRule.F1);
        var population = Rows(new Random(1), Population, sureness: 1);
        foreach (var rows in new[] { 200, 500, 1000, 5000 })
        {
            var (served, half, same, others) = (0.0, 0.0, 0.0, 0.0);
            for (var replay = 0; replay < replays; replay++)
            {
                var sample = Rows(new Random((1000 * rows) + replay), rows, sureness: 1);
                var threshold = rule.Choose(sample);
                var truth = F1.Measure(population with { Threshold = threshold });
                served += truth / replays;
                half += (F1.Measure(sample) is var plain && double.IsNaN(plain) ? -truth : plain - truth) / replays;
                same += (F1.Measure(sample with { Threshold = threshold }) - truth) / replays;
                others += (F1.Measure(rule.OutOfFold(sample)) - truth) / replays;
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {rows} | {served:0.0000} | {half:+0.0000;-0.0000} | {same:+0.0000;-0.0000} | {others:+0.0000;-0.0000} |"));
        }
    }

    /// <summary>How often calibration is taken, and the log loss on the population with and without it.</summary>
    private static void Calibration(int replays)
    {
        Console.WriteLine("| log odds are times | rows | calibrated | log loss as it comes | log loss as served |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (var sureness in new[] { 1, 1.25, 1.5, 3 })
        {
            var population = Rows(new Random(2), Population, sureness);
            var before = LogLoss.Measure(population);
            foreach (var rows in new[] { 500, 2000, 10_000 })
            {
                var (taken, after) = (0, 0.0);
                var tries = Math.Max(1, replays / 6);
                for (var replay = 0; replay < tries; replay++)
                {
                    var map = Pays(Rows(new Random((1000 * rows) + replay), rows, sureness));
                    taken += map is null ? 0 : 1;
                    after += (map is null
                        ? before
                        : LogLoss.Measure(population with { Scores = Array.ConvertAll(population.Scores, map.Of) })) / tries;
                }

                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {sureness} | {rows} | {(double)taken / tries:0.0%} | {before:0.0000} | {after:0.0000} |"));
            }
        }
    }

    /// <summary>As in stage 10: the map, if it improves the log loss out of fold by more than its noise.</summary>
    private static ScoreMap? Pays(Outcome sample)
    {
        var maps = CrossFit.ByFold(sample, CentredIsotonic.Fit);
        var after = sample with
        {
            Scores = [.. sample.Scores.Select((score, row) => maps[(int)sample.Folds![row]]!.Of(score))],
        };
        return Bootstrap.Difference(LogLoss, after, sample, 500, 0.95, 1, CancellationToken.None).High < 0
            && new Brier().Measure(after) < new Brier().Measure(sample)
                ? CentredIsotonic.Fit(sample)
                : null;
    }

    /// <summary>
    /// Log odds of mean -1.5 and deviation 1.3; scores whose log odds are <paramref name="sureness"/> times the true ones.
    /// </summary>
    private static Outcome Rows(Random random, int rows, double sureness)
    {
        var (labels, scores) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(Uniform(random))) * Math.Cos(2 * Math.PI * Uniform(random));
            var odds = -1.5 + (1.3 * normal);
            labels[row] = Uniform(random) < Sigmoid(odds) ? 1 : 0;
            scores[row] = Sigmoid(sureness * odds);
        }

        return new Outcome(TaskKind.Binary, labels, scores, 1)
        {
            Folds = [.. Enumerable.Range(0, rows).Select(row => (double)(row % Folds))],
        };
    }

    private static double Uniform(Random random) => 1 - random.NextDouble();

    private static double Sigmoid(double odds) => 1 / (1 + Math.Exp(-odds));
}
