using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Recursive feature elimination with cross-validation (Guyon et al. 2002): boosted trees are learned again and again, each time without
/// the features that they gained least from; the fewest features are kept that predict within one standard error of the best.
/// </summary>
public sealed record RecursiveElimination : IFeatureMethod
{
    private const int MostRows = 10_000;

    /// <summary>The share of the features that goes at once.</summary>
    [Setting("Share of the features that goes in each step.", Example = "0.25")]
    [Range(0.01, 0.9)]
    public double Step { get; init; } = 0.25;

    /// <summary>How many are kept.</summary>
    [Setting("How many features are kept (default: the fewest within one standard error of the best).", Example = "20")]
    [Range(1, int.MaxValue)]
    public int? Keep { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        if (rows.Columns.Count == 0)
        {
            return [];
        }

        rows = rows.Thinned(MostRows);
        int[] left = [.. Enumerable.Range(0, rows.Columns.Count)];
        var (last, steps) = (new int[left.Length], new List<(int Features, double[] Losses)>());
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var (losses, gains) = Boosting.CrossFit(rows.Only(left), cancellation);
            steps.Add((left.Length, losses));
            foreach (var column in left)
            {
                last[column] = left.Length;
            }

            var most = Math.Min(left.Length - 1, Math.Max(1, (int)(Step * left.Length)));
            var few = Keep is { } keep ? Math.Min(most, left.Length - keep) : most;
            if (few < 1)
            {
                break;
            }

            var rank = Ranking.Of(gains);
            left = [.. left.Where((_, i) => rank[i] <= left.Length - few)];
        }

        var best = steps.MinBy(step => step.Losses.Average());
        var chosen = Keep is null ? steps.Last(step => IsAsGood(step.Losses, best.Losses)) : steps[^1];
        var loss = Boosting.LossName(rows.Task);
        return
        [
            .. last.Select(features => new FeatureVerdict(
                features <= chosen.Features,
                -features,
                features <= chosen.Features
                    ? $"one of the {chosen.Features} with {loss} {Format.Figure(chosen.Losses.Average())} "
                        + $"(best {Format.Figure(best.Losses.Average())} with {best.Features})"
                    : $"among the least used of {features}; {loss} {Format.Figure(Losses(features))} with them, "
                        + $"{Format.Figure(chosen.Losses.Average())} with the best {chosen.Features}")),
        ];

        double Losses(int features) => steps.Single(step => step.Features == features).Losses.Average();
    }

    /// <summary>Whether losses are at most one standard error of the difference above the best ones, row by row.</summary>
    internal static bool IsAsGood(double[] losses, double[] best)
    {
        var (mean, statistic, _) = Permutation.Test([.. losses.Zip(best, (loss, least) => loss - least)]);
        return mean <= 0 || (statistic > 0 && statistic <= 1);
    }
}
