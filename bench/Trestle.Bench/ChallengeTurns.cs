using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Stages.RetrainOrRetire;

namespace Trestle.Bench;

/// <summary>
/// How often the paired test promotes a challenger that is no better in the long run, but is for a while: two models that take turns,
/// models of which each is better in one half of a season, and models of which each is better for half of the groups. In the last rows
/// the challenger is better throughout.
/// </summary>
internal static class ChallengeTurns
{
    private static readonly ChallengeSettings Settings = new();
    private static readonly int Most = Settings.Rows * Settings.Looks;

    /// <summary>Arguments: replays, seed.</summary>
    public static void Run(string[] args)
    {
        var replays = args.Length > 0 ? int.Parse(args[0]) : 1000;
        var seed = args.Length > 1 ? int.Parse(args[1]) : 29;
        Console.WriteLine(
            $"{replays} replays; {Settings.Looks} looks at {Settings.Rows} rows each, confidence {Settings.Confidence}, "
                + $"margin 0, seed {seed}");
        Console.WriteLine("| errors of the two models | rmse | mae |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var (name, draw) in Cases())
        {
            Console.WriteLine($"| {name} | {Promoted("rmse", draw, replays, seed):0.0 %} | {Promoted("mae", draw, replays, seed):0.0 %} |");
        }
    }

    private static IEnumerable<(string Name, Func<Random, (Outcome A, Outcome B)> Draw)> Cases()
    {
        foreach (var (length, ratio) in new[] { (30, 1.2), (30, 1.5), (60, 1.1), (60, 1.2), (60, 1.5), (60, 2), (90, 1.2), (90, 1.5) })
        {
            yield return ($"turns of {length} rows, {ratio} to 1", random => Turns(random, length, ratio));
        }

        foreach (var season in new[] { 7, 30, 91 })
        {
            yield return ($"a season of {season} rows", random => Season(random, season));
        }

        foreach (var count in new[] { 20, 60 })
        {
            yield return ($"{count} groups", random => Groups(random, count, false));
            yield return ($"{count} groups over time", random => Groups(random, count, true));
        }

        foreach (var ratio in new[] { 0.9, 0.8 })
        {
            yield return ($"the challenger's are {1 - ratio:0 %} smaller", random => Pair(random, _ => 1, _ => ratio));
        }
    }

    private static double Promoted(string metric, Func<Random, (Outcome A, Outcome B)> draw, int replays, int seed)
    {
        var promoted = 0;
        Parallel.For(0, replays, replay =>
        {
            var (a, b) = draw(new Random(HashCode(seed, replay)));
            if (ChallengeDependence.Promotes(MetricCatalog.Get(metric), a, b, Settings, replay))
            {
                Interlocked.Increment(ref promoted);
            }
        });
        return (double)promoted / replays;
    }

    private static int HashCode(int seed, int replay) => unchecked((seed * 1_000_003) + (replay * 7919));

    private static (Outcome A, Outcome B) Turns(Random random, int length, double ratio)
    {
        var offset = random.Next(length);
        bool[] coins = [.. Enumerable.Range(0, (Most / length) + 2).Select(_ => random.Next(2) == 0)];
        return Pair(random, row => coins[(row + offset) / length] ? 1 : ratio, row => coins[(row + offset) / length] ? ratio : 1);
    }

    private static (Outcome A, Outcome B) Season(Random random, int length)
    {
        var phase = random.NextDouble() * length;
        double Size(int row) => Math.Exp(0.3 * Math.Sin(2 * Math.PI * (row + phase) / length));
        return Pair(random, Size, row => 1 / Size(row));
    }

    private static (Outcome A, Outcome B) Groups(Random random, int count, bool times)
    {
        double[] groups = [.. Enumerable.Range(0, Most).Select(_ => (double)random.Next(count))];
        bool[] coins = [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0)];
        var (a, b) = Pair(random, row => coins[(int)groups[row]] ? 1 : 1.5, row => coins[(int)groups[row]] ? 1.5 : 1);
        var dependence = new RowDependence { Groups = groups, Times = times ? a.Dependence.Times : null };
        return (a with { Dependence = dependence }, b with { Dependence = dependence });
    }

    private static (Outcome A, Outcome B) Pair(Random random, Func<int, double> first, Func<int, double> second)
    {
        Outcome Of(Func<int, double> size)
        {
            var errors = DependentSeries.Normals(random, Most).Select((error, row) => error * size(row));
            return new Outcome(TaskKind.Regression, new double[Most], [.. errors], 1) { Dependence = ChallengeDependence.InTime(Most) };
        }

        return (Of(first), Of(second));
    }
}
