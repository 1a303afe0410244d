using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

using Trestle.Core.Configuration;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Of numbers that go together keeps the one that tells most about the target: features are taken from the most telling down, and one that
/// correlates with a taken one is left out. Gaps count as the mean.
/// </summary>
public sealed record Correlation : IFeatureMethod
{
    /// <summary>Rows on which pairs are looked at first; those near the limit are then measured on all rows.</summary>
    private const int ScreenedRows = 256;
    private const int FewestPairs = 2000;

    /// <summary>The largest correlation of two features that are kept.</summary>
    [Setting("Largest correlation, of either sign, of two features that are kept.", Example = "0.95")]
    [Range(0, 1)]
    public double Above { get; init; } = 0.95;

    /// <summary>Whether ranks are correlated.</summary>
    [Setting("Whether ranks are correlated (Spearman), which finds whatever rises or falls together, instead of values (Pearson).",
        Example = "true")]
    public bool Ranks { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        var relevance = rows.Relevance(cancellation);
        int[] order =
        [
            .. Enumerable.Range(0, rows.Columns.Count).Where(column => !rows.Columns[column].IsCategory)
                .OrderByDescending(column => relevance[column]),
        ];
        var unit = new double[rows.Columns.Count][];
        var sketch = new float[rows.Columns.Count][];
        var every = Math.Max(1, rows.Count / ScreenedRows);
        Parallel.ForEach(order, new ParallelOptions { MaxDegreeOfParallelism = rows.Cores, CancellationToken = cancellation }, column =>
        {
            unit[column] = Unit(rows.Columns[column]);
            sketch[column] = Sketch(unit[column], every);
        });
        var screens = order.Length > FewestPairs && every > 1;
        var (kept, with, most) = (new List<int>(), new int[rows.Columns.Count], new double[rows.Columns.Count]);
        foreach (var column in order)
        {
            cancellation.ThrowIfCancellationRequested();
            with[column] = -1;
            foreach (var other in kept)
            {
                if (screens && Math.Abs(Dot(sketch[column], sketch[other])) < Above - Margin())
                {
                    continue;
                }

                var together = Math.Abs(Dot(unit[column], unit[other]));
                (with[column], most[column]) = together > most[column] ? (other, together) : (with[column], most[column]);
                if (together > Above)
                {
                    break;
                }
            }

            if (most[column] <= Above)
            {
                kept.Add(column);
            }
        }

        return [.. rows.Columns.Select((column, i) => Verdict(column, i))];

        FeatureVerdict Verdict(SelectionColumn column, int i) => column.IsCategory
            ? new FeatureVerdict(true, relevance[i], $"mutual information {Format.Figure(relevance[i])}; categories are not correlated")
            : new FeatureVerdict(
                most[i] <= Above,
                relevance[i],
                most[i] <= Above
                    ? $"mutual information {Format.Figure(relevance[i])}; "
                        + (with[i] < 0 ? $"no correlation above {Format.Short(Above)}"
                            : $"correlation {Format.Figure(most[i])} at most, with '{rows.Columns[with[i]].Name}'")
                    : $"correlation {Format.Figure(most[i])} with '{rows.Columns[with[i]].Name}', which tells more "
                        + $"(mutual information {Format.Figure(relevance[with[i]])} against {Format.Figure(relevance[i])})");
    }

    /// <summary>Four standard errors of a correlation at the limit, on the rows that are looked at first.</summary>
    private double Margin() => Math.Max(0.02, 4 * (1 - (Above * Above)) / Math.Sqrt(ScreenedRows));

    /// <summary>The values (or ranks) around 0, of length 1.</summary>
    private double[] Unit(SelectionColumn column)
    {
        var values = Ranks ? new SelectionColumn(column.Name, RanksOf(column.Values), false).Standardised() : column.Standardised();
        var length = Math.Sqrt(Dot(values, values));
        return length > 0 ? Array.ConvertAll(values, value => value / length) : values;
    }

    private static float[] Sketch(double[] unit, int every)
    {
        double[] some = [.. Enumerable.Range(0, unit.Length / every).Select(row => unit[row * every])];
        var mean = some.Length == 0 ? 0 : some.Average();
        var around = Array.ConvertAll(some, value => value - mean);
        var length = Math.Sqrt(Dot(around, around));
        return Array.ConvertAll(around, value => length > 0 ? (float)(value / length) : 0);
    }

    private static double[] RanksOf(double[] values) => MeanRanks.Of(
        values, [.. Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row])).OrderBy(row => values[row])]);

    /// <summary>In lanes of eight on every machine, so that the sum is the same on each.</summary>
    private static float Dot(float[] a, float[] b)
    {
        var left = MemoryMarshal.Cast<float, Vector256<float>>(a);
        var right = MemoryMarshal.Cast<float, Vector256<float>>(b);
        var lanes = Vector256<float>.Zero;
        for (var i = 0; i < left.Length; i++)
        {
            lanes += left[i] * right[i];
        }

        var sum = Vector256.Sum(lanes);
        for (var i = left.Length * Vector256<float>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
