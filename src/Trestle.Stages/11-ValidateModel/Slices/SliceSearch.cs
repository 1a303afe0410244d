using System.Collections;

using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel.Slices;

/// <summary>
/// Finds the rows on which a model is worst, among those that meet one condition or two (compare Chung and others 2019: Slice Finder). By
/// chance some slice of many is always bad: one counts as worse only if it is so at a level that is divided among all slices that could
/// have been looked at.
/// </summary>
/// <param name="conditions">Conditions, and which rows meet each.</param>
/// <param name="least">The fewest rows of a slice.</param>
internal sealed class SliceSearch(IReadOnlyList<(SliceCondition Condition, BitArray Rows)> conditions, int least)
{
    private const double Level = 0.95;
    private const int Resamples = 200;
    private const int Judged = 20;
    private const int Paired = 24;

    /// <summary>The slices that are worse than all rows beyond chance, the worst first.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="outcome">The rows.</param>
    /// <param name="most">How many to return.</param>
    /// <param name="seed">Seed of the intervals.</param>
    /// <param name="cancellation">Ends it early.</param>
    public IReadOnlyList<SliceFinding> Worst(IMetric metric, Outcome outcome, int most, int seed, CancellationToken cancellation)
    {
        var sign = metric.HigherIsBetter ? 1 : -1;
        var whole = metric.Measure(outcome);
        var single = Measured([.. conditions.Index().Select(entry => new int[] { entry.Index })]);
        int[] worst = [.. single.Take(Paired).Select(slice => slice.Conditions[0])];
        var pairs = Measured([
            .. from a in worst
               from b in worst
               where a < b && conditions[a].Condition.Column != conditions[b].Condition.Column
               select new[] { a, b }]);

        // Pairs of the worst conditions alone are measured, but these were chosen by the same rows: all pairs count.
        var searched = conditions.Count + Pairs();
        return
        [
            .. single.Concat(pairs).OrderBy(slice => slice.Lead * Math.Sqrt(slice.Rows.Length)).Take(Judged).Select(Judge)
                .Where(finding => finding.PValue <= 1 - Level).OrderBy(finding => sign * finding.Figure.Value)
                .ThenByDescending(finding => finding.Rows).ThenBy(finding => finding.Slice, StringComparer.Ordinal).Take(most),
        ];

        // Those with enough rows that are worse than all rows, the worst first for their size.
        Measured[] Measured(int[][] slices)
        {
            var found = new Measured?[slices.Length];
            Parallel.For(0, slices.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
            {
                int[] rows = Rows(slices[i]);
                if (rows.Length >= least && rows.Length < outcome.Rows)
                {
                    found[i] = new Measured(slices[i], rows, sign * (metric.Measure(outcome.Take(rows)) - whole));
                }
            });
            return
            [
                .. found.OfType<Measured>().Where(slice => slice.Lead < 0)
                    .OrderBy(slice => slice.Lead * Math.Sqrt(slice.Rows.Length)).ThenBy(slice => slice.Conditions[0]),
            ];
        }

        SliceFinding Judge(Measured slice)
        {
            var interval = Bootstrap.Of(metric, outcome.Take(slice.Rows), Resamples, Level, seed, cancellation);

            // The rows of a slice are among all rows, so that the difference varies less.
            var error = (interval.High - interval.Low) / (2 * Gaussian.CriticalValue((1 - Level) / 2))
                * Math.Sqrt(1 - ((double)slice.Rows.Length / outcome.Rows));
            var p = error > 0 ? Gaussian.UpperTail(-slice.Lead / error) : 1;
            return new SliceFinding(
                string.Join(" and ", slice.Conditions.Select(condition => conditions[condition].Condition.Text)), slice.Rows.Length,
                new MetricValue(metric.Name, interval.Value, interval.Low, interval.High), whole, Math.Min(1, p * searched), searched);
        }
    }

    private int Pairs()
    {
        var byColumn = conditions.CountBy(entry => entry.Condition.Column).Select(column => column.Value).ToArray();
        return ((conditions.Count * conditions.Count) - byColumn.Sum(count => count * count)) / 2;
    }

    private int[] Rows(int[] slice)
    {
        var first = conditions[slice[0]].Rows;
        var second = conditions[slice[^1]].Rows;
        var rows = new List<int>();
        for (var row = 0; row < first.Length; row++)
        {
            if (first[row] && second[row])
            {
                rows.Add(row);
            }
        }

        return [.. rows];
    }

    /// <summary>A slice with its figure minus that of all rows, below 0 where it is worse.</summary>
    private sealed record Measured(int[] Conditions, int[] Rows, double Lead);
}
