namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>Control of the false-discovery rate over many features.</summary>
internal static class FalseDiscovery
{
    /// <summary>
    /// Adjusted p-values of Benjamini and Hochberg (1995): of the features whose value is at or below a rate, at most that share tells
    /// nothing, on average, for tests that are independent or positively dependent.
    /// </summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        var adjusted = new double[pValues.Count];
        var (least, rank) = (1.0, pValues.Count);
        foreach (var i in Enumerable.Range(0, pValues.Count).OrderByDescending(i => pValues[i]))
        {
            least = Math.Min(least, pValues[i] * pValues.Count / rank--);
            adjusted[i] = least;
        }

        return adjusted;
    }
}
