using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// For very many features: keeps those that are best in either of two orders, by how much each tells alone (mutual information, the
/// smaller p-value first where that is 0) and by how much boosted trees gain from it together with the others (of more than 2,000 features
/// with those that are best alone).
/// </summary>
public sealed record Screen : IFeatureMethod
{
    /// <summary>The most features that trees look at: of more, those that tell most alone.</summary>
    internal const int MostInTrees = 2000;

    /// <summary>How many are kept.</summary>
    [Setting("How many features are kept: the best alone and the best for boosted trees, in turn.", Example = "500")]
    [Range(1, int.MaxValue)]
    public int Keep { get; init; } = 500;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        var relevance = rows.Relevance(cancellation);
        var p = new double[relevance.Length];
        rows.Each(column => p[column] = rows.Columns[column].Bins.Independence(rows).PValue, cancellation);
        var alone = Ranking.Of([.. p.Select((value, column) => relevance[column] > 0 ? 1 + relevance[column] : -value)]);
        var gains = Gains(rows, alone, cancellation);
        var together = Ranking.Of(gains);

        // What trees do not use has no place in their order.
        int Best(int column) => gains[column] > 0 ? Math.Min(alone[column], together[column]) : alone[column];
        var place = Ranking.Of([.. alone.Select((_, column) => -(double)Best(column))]);
        return
        [
            .. alone.Select((_, column) => new FeatureVerdict(
                place[column] <= Keep,
                -place[column],
                $"rank {Format.Count(alone[column])} alone (mutual information {Format.Figure(relevance[column])}), "
                    + (gains[column] > 0 ? $"{Format.Count(together[column])} in boosted trees ({Format.Share(gains[column])} of the gain)"
                        : "not used by boosted trees")
                    + (place[column] <= Keep ? "" : $"; {Format.Count(Keep)} are kept"))),
        ];
    }

    /// <summary>What trees gain from each feature; nothing from those that they do not look at.</summary>
    private static double[] Gains(SelectionRows rows, int[] alone, CancellationToken cancellation)
    {
        int[] looked = [.. Enumerable.Range(0, alone.Length).Where(column => alone[column] <= MostInTrees)];
        var gains = new double[alone.Length];
        foreach (var (column, gain) in looked.Zip(Boosting.Gains(rows.Only(looked), cancellation)))
        {
            gains[column] = gain;
        }

        return gains;
    }
}
