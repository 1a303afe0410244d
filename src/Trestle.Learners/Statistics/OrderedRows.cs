using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// An outcome from which resamples come out fold by fold and in ascending order of score, so that ranking metrics need not sort: the
/// only sort is done here.
/// </summary>
internal sealed class OrderedRows
{
    private readonly int[] order;
    private readonly Outcome ordered;

    public OrderedRows(Outcome outcome)
    {
        order = [.. Enumerable.Range(0, outcome.Rows)];
        if (outcome.Outputs == 1)
        {
            Array.Sort((double[])outcome.Scores.Clone(), order);
        }

        if (outcome.Folds is { } folds)
        {
            order = [.. order.OrderBy(row => folds[row])];
        }

        ordered = (outcome with { Dependence = new RowDependence { Units = outcome.Dependence.Units } }).Take(order);
    }

    /// <summary>A metric on the rows, each repeated as is said.</summary>
    public Func<int[], double> Measure(IMetric metric) => InPlace(metric) ?? (times => metric.Measure(Take(times)));

    /// <summary>
    /// The same for a metric that needs no copy of the rows: the AUC, whose counts are whole or half numbers and so exact in any order
    /// (unless rows have weights). Null for others.
    /// </summary>
    public Func<int[], double>? InPlace(IMetric metric) => metric is Auc && ordered.Outputs == 1 && !ordered.IsBlank() ? Area : null;

    /// <summary>The mean over the folds of the area under the curve, as <see cref="Auc"/> has it.</summary>
    private double Area(int[] times)
    {
        var (folds, sum, defined) = (ordered.Folds, 0.0, 0);
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && (folds is null || folds[to] == folds[from]);)
            {
                to++;
            }

            var value = Area(times, from, to);
            (sum, defined) = double.IsNaN(value) ? (sum, defined) : (sum + value, defined + 1);
        }

        return defined == 0 ? double.NaN : sum / defined;
    }

    /// <summary>Each positive row counts the negative ones with lower scores, and half of those with its own.</summary>
    private double Area(int[] times, int from, int to)
    {
        var (scores, labels) = (ordered.Scores, ordered.Labels);
        var (area, positives, negatives) = (0.0, 0.0, 0.0);
        for (var row = from; row < to;)
        {
            var (yes, no) = (0.0, 0.0);
            for (var first = row; row < to && scores[row] == scores[first]; row++)
            {
                var taken = times[order[row]] * ordered.Weight(row);
                (yes, no) = labels[row] == 1 ? (yes + taken, no) : (yes, no + taken);
            }

            area += yes * (negatives + (no / 2.0));
            (positives, negatives) = (positives + yes, negatives + no);
        }

        return area / (positives * negatives);
    }

    /// <summary>The rows, each repeated as is said.</summary>
    public Outcome Take(int[] times)
    {
        var rows = new int[times.Sum()];
        var at = 0;
        for (var i = 0; i < order.Length; i++)
        {
            for (var n = times[order[i]]; n > 0; n--)
            {
                rows[at++] = i;
            }
        }

        return ordered.Take(rows);
    }
}
