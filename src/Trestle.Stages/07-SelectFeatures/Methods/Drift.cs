using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// With <c>time</c>: leaves out features whose distribution moves, since what is learned of them in the past does not hold. The training
/// rows are cut into parts of equally many rows in time, and each pair is compared.
/// </summary>
public sealed record Drift : IFeatureMethod
{
    private const int FewestRows = 20;

    /// <summary>The largest distance of two parts.</summary>
    [Setting(
        "Largest distance of the distributions of two parts in time, 0 to 1: of Kolmogorov-Smirnov for numbers, of the shares for "
        + "categories; no value counts as one.",
        Example = "0.3")]
    [Range(0, 1)]
    public double Above { get; init; } = 0.5;

    /// <summary>Number of parts.</summary>
    [Setting("Parts in time that are compared.", Example = "4")]
    [Range(2, 20)]
    public int Parts { get; init; } = 4;

    /// <inheritdoc/>
    public string? Lacks(SelectionRows rows) => rows.Times is null ? "the configuration names no time of the rows" : null;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        var order = Enumerable.Range(0, rows.Count).OrderBy(row => rows.Times![row]).ToArray();
        int[][] parts =
        [
            .. Enumerable.Range(0, Parts).Select(part => order[(int)((long)part * order.Length / Parts)..(int)(
                (long)(part + 1) * order.Length / Parts)]),
        ];
        var verdicts = new FeatureVerdict[rows.Columns.Count];
        rows.Each(column => verdicts[column] = Of(rows.Columns[column], parts), cancellation);
        return verdicts;
    }

    /// <summary>The distance of two samples: the largest gap between their distributions, or half the sum over categories.</summary>
    internal static double Distance(double[] first, double[] second, bool isCategory)
    {
        double[] a = [.. first.Where(value => !double.IsNaN(value)).Order()], b = [.. second.Where(value => !double.IsNaN(value)).Order()];
        var missing = Math.Abs(((double)a.Length / first.Length) - ((double)b.Length / second.Length));
        var (i, j, most, sum) = (0, 0, 0.0, missing);
        while (i < a.Length || j < b.Length)
        {
            var at = j == b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            var (from, other) = (i, j);
            while (i < a.Length && a[i] == at)
            {
                i++;
            }

            while (j < b.Length && b[j] == at)
            {
                j++;
            }

            most = Math.Max(most, Math.Abs(((double)i / first.Length) - ((double)j / second.Length)));
            sum += Math.Abs(((double)(i - from) / first.Length) - ((double)(j - other) / second.Length));
        }

        return isCategory ? sum / 2 : Math.Max(most, missing);
    }

    private FeatureVerdict Of(SelectionColumn column, int[][] parts)
    {
        var values = Array.ConvertAll(parts, part => Array.ConvertAll(part, row => column.Values[row]));
        var (most, first, second) = (0.0, 0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = i + 1; j < values.Length && values[i].Length >= FewestRows; j++)
            {
                var distance = Distance(values[i], values[j], column.IsCategory);
                (most, first, second) = distance > most ? (distance, i + 1, j + 1) : (most, first, second);
            }
        }

        return new FeatureVerdict(
            most <= Above, -most,
            most == 0 ? "its distribution does not move in time"
                : $"parts {first} and {second} of {Parts} in time are {Format.Figure(most)} apart "
                    + (most <= Above ? $"(at most {Format.Short(Above)})" : $"(more than {Format.Short(Above)})"));
    }
}
