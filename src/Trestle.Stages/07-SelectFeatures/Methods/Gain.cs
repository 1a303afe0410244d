using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>Keeps the features that boosted trees gain most from, together with others as well as alone.</summary>
public sealed record Gain : IFeatureMethod
{
    /// <summary>The share of the gain that the kept features have.</summary>
    [Setting("Share of what all splits of boosted trees gain that the kept features have together.", Example = "0.99")]
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Share { get; init; } = 0.99;

    /// <summary>How many are kept.</summary>
    [Setting("How many features are kept at most (default: as many as the share needs).", Example = "100")]
    [Range(1, int.MaxValue)]
    public int? Keep { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        var gains = Boosting.Gains(rows, cancellation);
        var rank = Ranking.Of(gains);
        var before = 0.0;
        var needed = new bool[gains.Length];
        foreach (var column in Enumerable.Range(0, gains.Length).OrderBy(column => rank[column]))
        {
            needed[column] = gains[column] > 0 && before < Share && rank[column] <= (Keep ?? int.MaxValue);
            before += gains[column];
        }

        return
        [
            .. gains.Select((gain, column) => new FeatureVerdict(
                needed[column],
                gain,
                gain == 0 ? "boosted trees do not use it"
                    : $"{Format.Share(gain)} of the gain of boosted trees (rank {Format.Count(rank[column])}; "
                        + (needed[column] ? "kept)" : $"{Format.Count(needed.Count(kept => kept))} are kept)"))),
        ];
    }
}
