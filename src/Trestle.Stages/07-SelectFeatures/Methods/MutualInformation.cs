using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>Keeps the features that tell most about the target by themselves, rising or not.</summary>
public sealed record MutualInformation : IFeatureMethod
{
    /// <summary>Least information in nats.</summary>
    [Setting("Mutual information with the target, in nats, that a feature must exceed.", Example = "0.001")]
    [Range(0, double.MaxValue)]
    public double Above { get; init; }

    /// <summary>How many are kept.</summary>
    [Setting("How many features are kept at most, those with the most information first (default: all).", Example = "100")]
    [Range(1, int.MaxValue)]
    public int? Keep { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        var relevance = rows.Relevance(cancellation);
        var rank = Ranking.Of(relevance);
        return
        [
            .. relevance.Select((nats, column) => new FeatureVerdict(
                nats > Above && rank[column] <= (Keep ?? int.MaxValue),
                nats,
                $"mutual information {Format.Figure(nats)} "
                    + (nats <= Above ? $"(not above {Format.Short(Above)})"
                        : Keep is { } keep ? $"(rank {Format.Count(rank[column])}; {Format.Count(keep)} are kept)"
                        : $"(above {Format.Short(Above)})"))),
        ];
    }
}

/// <summary>Places in an order.</summary>
internal static class Ranking
{
    /// <summary>The rank of each figure from 1 for the largest; equal ones in their order.</summary>
    public static int[] Of(IReadOnlyList<double> figures)
    {
        var rank = new int[figures.Count];
        var place = 0;
        foreach (var i in Enumerable.Range(0, figures.Count).OrderByDescending(i => figures[i]))
        {
            rank[i] = ++place;
        }

        return rank;
    }
}
