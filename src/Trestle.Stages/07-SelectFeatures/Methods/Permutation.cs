using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Keeps the features without whose values boosted trees predict worse: each is shuffled among rows that the trees did not learn from
/// (Breiman 2001), and the mean of what the rows lose is tested against 0, with control of the false-discovery rate. Of features that say
/// the same, each can stand in for the others: drop copies first (<c>correlation</c>).
/// </summary>
public sealed record Permutation : IFeatureMethod
{
    private const int MostRows = 10_000;

    /// <summary>The false-discovery rate.</summary>
    [Setting("Share of the kept features that may be useless: the false-discovery rate (Benjamini-Hochberg).", Example = "0.05")]
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Rate { get; init; } = 0.05;

    /// <summary>How often each feature is shuffled.</summary>
    [Setting("How often each feature is shuffled; the mean counts.", Example = "5")]
    [Range(1, 1000)]
    public int Repeats { get; init; } = 5;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        if (rows.Columns.Count == 0)
        {
            return [];
        }

        rows = rows.Thinned(MostRows);
        var worse = rows.Columns.Select(_ => new List<double>()).ToArray();
        foreach (var part in rows.Parts())
        {
            var own = part.ToHashSet();
            var (train, held) = (rows.Take([.. Enumerable.Range(0, rows.Count).Where(row => !own.Contains(row))]), rows.Take(part));
            var model = Boosting.Learn(train, 1, cancellation);
            var (uses, before) = (Boosting.InOrder(model, rows), Boosting.Losses(model, held));
            rows.Each(
                column => worse[column].AddRange(
                    uses[column] > 0 ? Worse(model, held, column, before, cancellation) : new double[before.Length]),
                cancellation);
        }

        var tests = Array.ConvertAll(worse, differences => Test(differences));
        var adjusted = Multiplicity.AdjustIndependent([.. tests.Select(test => test.PValue)]);
        var loss = Boosting.LossName(rows.Task);
        return
        [
            .. tests.Select((test, column) => new FeatureVerdict(
                adjusted[column] <= Rate,
                test.Statistic,
                worse[column].All(difference => difference == 0) ? "boosted trees do not use it"
                    : $"shuffled, it changes the {loss} of unseen rows by {(test.Mean > 0 ? "+" : "")}{Format.Short(test.Mean)}, "
                        + $"p = {Format.Figure(adjusted[column])} after Benjamini-Hochberg "
                        + (adjusted[column] <= Rate ? $"(at most {Format.Short(Rate)})" : $"(more than {Format.Short(Rate)})"))),
        ];
    }

    /// <summary>The mean, its ratio to its standard error, and the probability of such a ratio where the mean is 0 or less.</summary>
    internal static (double Mean, double Statistic, double PValue) Test(IReadOnlyList<double> differences)
    {
        var mean = differences.Count == 0 ? 0 : differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / Math.Max(1, differences.Count - 1);
        var error = Math.Sqrt(variance / Math.Max(1, differences.Count));
        return error > 0 ? (mean, mean / error, Gaussian.UpperTail(mean / error)) : (mean, 0, 1);
    }

    /// <summary>How much each row loses on average when a column is shuffled.</summary>
    private double[] Worse(IModel model, SelectionRows held, int column, double[] before, CancellationToken cancellation)
    {
        var worse = new double[before.Length];
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            cancellation.ThrowIfCancellationRequested();
            var shuffled = (double[])held.Columns[column].Values.Clone();
            Shuffling.Of(held.Seed, (column * Repeats) + repeat).Shuffle(shuffled);
            var after = Boosting.Losses(model, held.Replacing(column, shuffled));
            for (var row = 0; row < worse.Length; row++)
            {
                worse[row] += (after[row] - before[row]) / Repeats;
            }
        }

        return worse;
    }
}
