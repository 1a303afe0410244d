namespace Trestle.Stages.Monitor.Reference;

/// <summary>The values of a column in a window and in training, for a chart.</summary>
/// <param name="Subject">The column, or the score.</param>
/// <param name="Groups">The categories, the most frequent first; for numbers the middle of each bin, ascending.</param>
/// <param name="Reference">Share of the training's values in each group, 0 to 1.</param>
/// <param name="Window">Share of the window's values in each group.</param>
/// <param name="Rows">Values in the window.</param>
/// <param name="Numeric">Whether the groups are bins of numbers.</param>
public sealed record Distributions(
    string Subject, IReadOnlyList<string> Groups, IReadOnlyList<double> Reference, IReadOnlyList<double> Window, long Rows, bool Numeric)
{
    private const int Bins = 24;
    private const int MostCategories = 20;
    private const string Others = "all others";

    /// <summary>A column of the reference and its counts in a window; null when its values are not compared.</summary>
    internal static Distributions? Of(ReferenceColumn reference, ColumnCount window) => reference switch
    {
        { Numbers: { } numbers } => OfNumbers(reference.Name, numbers, window),
        { Texts: { } texts } => OfTexts(reference.Name, texts, window),
        _ => null,
    };

    /// <summary>Bins of equal width between the outermost edges, extended where the window's values are beyond them.</summary>
    private static Distributions OfNumbers(string name, NumberReference reference, ColumnCount window)
    {
        var means = ColumnCount.Means(window.Bins, window.Sums);
        var low = Math.Min(reference.Edges[0], window.Bins[0] > 0 ? means[0] : double.MaxValue);
        var high = Math.Max(reference.Edges[^1], window.Bins[^1] > 0 ? means[^1] : double.MinValue);
        var width = (high - low) / Bins;
        double[] Spread(ReadOnlySpan<long> counts, double[] at)
        {
            var shares = new double[Bins];
            var all = 0L;
            for (var i = 0; i < counts.Length; i++)
            {
                shares[width > 0 && counts[i] > 0 ? (int)Math.Clamp((at[i] - low) / width, 0, Bins - 1) : 0] += counts[i];
                all += counts[i];
            }

            return [.. shares.Select(share => all == 0 ? 0 : share / all)];
        }

        string[] groups = [.. Enumerable.Range(0, Bins).Select(bin => (low + ((bin + 0.5) * width)).ToString("G4"))];
        return new Distributions(
            name, groups, Spread(reference.Counts, reference.Means), Spread(window.Bins, means), Sum(window.Bins), Numeric: true);
    }

    private static Distributions OfTexts(string name, TextReference reference, ColumnCount window)
    {
        var shown = Math.Min(MostCategories, reference.Categories.Length);
        double[] Shares(ReadOnlySpan<long> counts)
        {
            var shares = new double[shown + 1];
            var all = Sum(counts);
            for (var i = 0; i < counts.Length; i++)
            {
                shares[Math.Min(i, shown)] += all == 0 ? 0 : (double)counts[i] / all;
            }

            return shares;
        }

        return new Distributions(
            name, [.. reference.Categories.Take(shown), Others], Shares(reference.Counts), Shares(window.Categories),
            Sum(window.Categories), Numeric: false);
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        var sum = 0L;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
