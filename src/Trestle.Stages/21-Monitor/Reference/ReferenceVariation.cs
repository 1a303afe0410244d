using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Reference;

/// <summary>
/// The usual variation between windows: learned from the reference, which has no drift by definition, and used to
/// judge a window in service.
/// </summary>
internal static class ReferenceVariation
{
    /// <summary>Maximum number of segments of a reference.</summary>
    public const int MostSegments = 128;

    private const int SmallestSegment = 50;
    private const int FewestWindows = 8;

    /// <summary>Standard deviations above the mean of the reference's own windows that are still usual.</summary>
    private const double Margin = 3;

    /// <summary>How rarely independent rows make the most extreme window as extreme as counted.</summary>
    private const double Rare = 0.05;

    /// <summary>Number of segments to divide a reference into.</summary>
    public static int Segments(long rows) => (int)Math.Clamp(rows / SmallestSegment, 1, MostSegments);

    /// <summary>
    /// How windows of one, two, four … segments differ from the rest, while there are at least eight of them; empty for a reference too
    /// small for that.
    /// </summary>
    /// <param name="segments">Number of segments.</param>
    /// <param name="rows">Rows of all of them.</param>
    /// <param name="compare">Compares some segments (the first, and the one after the last) with all others; null when it cannot.</param>
    public static IReadOnlyList<Variation> Learn(int segments, long rows, Func<int, int, Comparison?> compare)
    {
        var learned = new List<Variation>();
        for (var width = 1; segments / width >= FewestWindows; width *= 2)
        {
            var windows = Enumerable.Range(0, segments / width).Select(i => compare(i * width, (i + 1) * width))
                .OfType<Comparison>().ToArray();
            if (windows.Length < FewestWindows)
            {
                break;
            }

            var mean = windows.Average(window => window.Effect);
            var square = windows.Sum(window => (window.Effect - mean) * (window.Effect - mean)) / (windows.Length - 1);
            learned.Add(new Variation((double)rows * width / segments, windows.Length, mean, Math.Sqrt(square), Design(windows)));
        }

        return learned;
    }

    /// <summary>The effect that a window of this many rows must exceed.</summary>
    public static double Threshold(DriftSettings settings, IReadOnlyList<Variation> variation, long rows) =>
        settings.Threshold ?? (At(variation, rows) is { } usual
            ? Math.Max(settings.Floor, usual.Mean + (Margin * usual.Deviation * Math.Sqrt(1 + (1.0 / usual.Windows))))
            : settings.Floor);

    /// <summary>
    /// The design effect for a window of this many rows. Beyond the largest windows of the reference it grows with the rows, as it does
    /// when windows differ from each other: 1 + (rows - 1) × correlation (Kish, Survey Sampling, 1965).
    /// </summary>
    public static double Design(IReadOnlyList<Variation> variation, long rows) =>
        At(variation, rows) is { } usual ? 1 + ((usual.Design - 1) * Math.Max(1, rows / usual.Rows)) : 1;

    /// <summary>
    /// How many times larger the statistic is than with independent rows: on average, or, if that is more, how far its most extreme
    /// window is beyond what the most extreme of as many windows of independent rows rarely exceeds. Seasons make most windows alike
    /// and a few very different; an average says too little about those.
    /// </summary>
    private static double Design(Comparison[] windows)
    {
        var bound = Rare / windows.Length;
        return Math.Max(
            1, Math.Max(windows.Average(window => window.Excess), windows.Max(window => window.Excess / window.ExcessAt(bound))));
    }

    /// <summary>The largest windows that are not larger than this one; the smallest when all are larger.</summary>
    private static Variation? At(IReadOnlyList<Variation> variation, long rows) =>
        variation.LastOrDefault(usual => usual.Rows <= rows) ?? (variation.Count > 0 ? variation[0] : null);
}
