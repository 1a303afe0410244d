using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Minimum redundancy, maximum relevance (Peng, Long and Ding 2005): takes one feature after another, always the one with the largest
/// difference between its mutual information with the target and its mean mutual information with those that are taken.
/// </summary>
public sealed record Mrmr : IFeatureMethod
{
    /// <summary>How many are kept.</summary>
    [Setting("How many features are kept.", Example = "50")]
    [Range(1, int.MaxValue)]
    public int Keep { get; init; } = 50;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        var relevance = rows.Relevance(cancellation);
        var (redundancy, place) = (new double[relevance.Length], new int[relevance.Length]);
        var figures = (double[])relevance.Clone();
        for (var taken = 0; taken < Math.Min(Keep, relevance.Length); taken++)
        {
            var best = Enumerable.Range(0, relevance.Length).Where(column => place[column] == 0).MaxBy(column => figures[column]);
            place[best] = taken + 1;
            var bins = rows.Columns[best].Bins;
            var many = taken + 1;
            rows.Each(
                column =>
                {
                    if (place[column] == 0)
                    {
                        redundancy[column] += rows.Columns[column].Bins.Information(bins);
                        figures[column] = relevance[column] - (redundancy[column] / many);
                    }
                },
                cancellation);
        }

        return
        [
            .. relevance.Select((nats, column) => new FeatureVerdict(
                place[column] > 0,
                figures[column],
                $"mutual information {Format.Figure(nats)}, less redundancy {Format.Figure(figures[column])} "
                    + (place[column] > 0
                        ? $"(taken as number {Format.Count(place[column])})" : $"({Format.Count(Keep)} others are better)"))),
        ];
    }
}
