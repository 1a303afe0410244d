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

        ordered = (outcome with { Dependence = RowDependence.None }).Take(order);
    }

    /// <summary>A metric on the rows, each repeated as is said.</summary>
    public Func<int[], double> Measure(IMetric metric) => times => metric.Measure(Take(times));

    private Outcome Take(int[] times)
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
