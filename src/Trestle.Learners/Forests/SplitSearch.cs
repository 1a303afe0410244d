using Trestle.Learners.Statistics;

namespace Trestle.Learners.Forests;

/// <summary>A split that was found.</summary>
/// <param name="Feature">Its feature.</param>
/// <param name="Cut">Its cut.</param>
/// <param name="Gain">How much it reduces the squared error, or the Gini impurity times the weight.</param>
internal readonly record struct FoundSplit(int Feature, Split Cut, double Gain);

/// <summary>Finds the best split of a node among some features that are drawn at random.</summary>
internal sealed class SplitSearch(Histogram histogram, ForestParameters parameters)
{
    /// <summary>The least share of a node's weight on a side of a split.</summary>
    private const double Least = 1e-12;

    private FoundSplit best;
    private bool found;

    /// <summary>
    /// The best split, or null when no feature has two values here with enough rows on both sides. More features than asked for are
    /// looked at only while none of them could be split.
    /// </summary>
    /// <param name="rows">All rows.</param>
    /// <param name="features">The numbers of all features in any order; it is changed.</param>
    /// <param name="node">The rows of the node, which the histogram has begun with.</param>
    /// <param name="random">Draws features and cuts.</param>
    public FoundSplit? Run(BinnedRows rows, int[] features, ReadOnlySpan<SampledRow> node, ref SplitMix64 random)
    {
        found = false;
        for (var drawn = 0; drawn < features.Length && (drawn < parameters.Features || !found); drawn++)
        {
            var other = drawn + random.Below(features.Length - drawn);
            (features[drawn], features[other]) = (features[other], features[drawn]);
            var feature = features[drawn];
            histogram.Fill(rows.Columns[feature], node);
            if (histogram.Occupied.Length + (histogram.HasMissing ? 1 : 0) > 1)
            {
                Compare(feature, rows.Features[feature], ref random);
            }

            histogram.Clear();
        }

        return found ? best : null;
    }

    /// <summary>Compares the cuts of one feature, with missing values on either side.</summary>
    private void Compare(int feature, FeatureBins bins, ref SplitMix64 random)
    {
        var occupied = histogram.Occupied;
        var only = parameters.RandomCuts && occupied.Length > 1 ? Drawn(bins, occupied, ref random) : (int?)null;
        Scan(feature, missingLow: false, only);
        if (histogram.HasMissing && occupied.Length > 1)
        {
            Scan(feature, missingLow: true, only);
        }
    }

    /// <summary>A cut drawn evenly between the smallest and the largest value.</summary>
    private static int Drawn(FeatureBins bins, ReadOnlySpan<ushort> occupied, ref SplitMix64 random) =>
        bins.At(random.Unit(), occupied[0], occupied[^1]);

    /// <summary>Goes through the cuts from the lowest up; with <paramref name="only"/>, to the one in that bin.</summary>
    private void Scan(int feature, bool missingLow, int? only)
    {
        var occupied = histogram.Occupied;
        histogram.StartLow();
        if (missingLow)
        {
            histogram.TakeLow(FeatureBins.Missing);
        }

        for (var i = 0; i < occupied.Length; i++)
        {
            histogram.TakeLow(occupied[i]);
            if (histogram.Rows - histogram.LowRows < parameters.MinLeaf)
            {
                return;
            }

            // In the middle between two bins, as scikit-learn cuts between two values; after the last bin, only missing values are high.
            var next = i + 1 < occupied.Length ? occupied[i + 1] : occupied[i] + 1;
            if (only is null)
            {
                Offer(feature, occupied[i] + ((next - occupied[i] - 1) / 2), missingLow);
            }
            else if (next > only)
            {
                Offer(feature, only.Value, missingLow);
                return;
            }
        }
    }

    private void Offer(int feature, int bin, bool missingLow)
    {
        // Where one side weighs almost nothing, rounding spoils its mean.
        if (histogram.LowRows < parameters.MinLeaf
            || Math.Min(histogram.LowWeight, histogram.Weight - histogram.LowWeight) < Least * histogram.Weight)
        {
            return;
        }

        var gain = histogram.Score - histogram.Unsplit;
        if (!found || gain > best.Gain)
        {
            // Values that are missing only later go where most rows are.
            var low = histogram.HasMissing ? missingLow : 2 * histogram.LowWeight >= histogram.Weight;
            (found, best) = (true, new FoundSplit(feature, new Split(bin, low), gain));
        }
    }
}
