using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>What drift monitors share: turning a comparison into a finding.</summary>
internal static class Drift
{
    /// <summary>Tests a comparison, if there are enough rows.</summary>
    public static Finding Of(
        Comparison? comparison, long rows, DriftSettings settings, int minRows, IReadOnlyList<Variation> variation, string detail)
    {
        var threshold = ReferenceVariation.Threshold(settings, variation, rows);
        var design = ReferenceVariation.Design(variation, rows);
        return comparison is null || rows < minRows
            ? new Finding
            {
                Rows = rows,
                Threshold = threshold,
                Sees = _ => Detectable.Nothing,
                Detail = $"too few values to test: {rows} of at least {minRows}",
            }
            : new Finding
            {
                Rows = rows,
                Value = comparison.Distance,
                Effect = comparison.Effect,
                Threshold = threshold,
                PValue = comparison.PValue(design),
                Sees = p => comparison.Sees(threshold, p, design),
                Detail = detail,
            };
    }

    /// <summary>Drift of the values of a column.</summary>
    public static Finding Of(ReferenceColumn reference, ColumnCount window, DriftSettings settings, int minRows) => Of(
        window.Against(reference),
        window.Rows - window.Missing,
        settings,
        minRows,
        reference.Numbers?.Variation ?? reference.Texts?.Variation ?? [],
        reference.Private ? "its values are private"
            : reference.Numbers is { } numbers ? Means(numbers, window)
            : Changed(reference.Texts!, window));

    private static string Means(NumberReference reference, ColumnCount window)
    {
        var (rows, sum) = (0L, 0.0);
        for (var bin = 0; bin < window.Bins.Length; bin++)
        {
            rows += window.Bins[bin];
            sum += window.Sums[bin];
        }

        return $"mean {sum / rows:G5}, was {reference.Mean:G5}";
    }

    /// <summary>The category whose share has changed most.</summary>
    private static string Changed(TextReference reference, ColumnCount window)
    {
        var counts = window.Categories.ToArray();
        var (all, windowAll) = ((double)reference.Counts.Sum(), (double)counts.Sum());
        var most = Enumerable.Range(0, counts.Length).MaxBy(i => Math.Abs((counts[i] / windowAll) - (reference.Counts[i] / all)));
        var name = most < reference.Categories.Length ? $"'{reference.Categories[most]}'" : "other texts";
        return $"{name} {counts[most] / windowAll:P1}, was {reference.Counts[most] / all:P1}";
    }
}
