using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Leaves out numbers that others add up to: features are taken from the most telling down, and one that is explained by those taken
/// (modified Gram-Schmidt; 1 / (1 - R²) is its variance inflation factor) is left out. Gaps count as the mean.
/// </summary>
public sealed record LinearDependence : IFeatureMethod
{
    /// <summary>The largest share of a feature's variance that the taken ones may explain.</summary>
    [Setting("Largest share (R²) of a feature that the others may explain; 0.9 is a variance inflation factor of 10.", Example = "0.99")]
    [Range(0, 1)]
    public double Above { get; init; } = 0.9999;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        var relevance = rows.Relevance(cancellation);
        var (basis, explained) = (new List<double[]>(), new double[rows.Columns.Count]);
        foreach (var column in Enumerable.Range(0, rows.Columns.Count).Where(column => !rows.Columns[column].IsCategory)
            .OrderByDescending(column => relevance[column]))
        {
            cancellation.ThrowIfCancellationRequested();
            var rest = rows.Columns[column].Standardised();
            var whole = Square(rest);
            foreach (var direction in basis)
            {
                Subtract(rest, direction);
            }

            var left = Square(rest);
            explained[column] = whole > 0 ? Math.Clamp(1 - (left / whole), 0, 1) : 0;
            if (explained[column] <= Above && left > 0)
            {
                var length = Math.Sqrt(left);
                basis.Add(Array.ConvertAll(rest, value => value / length));
            }
        }

        return
        [
            .. rows.Columns.Select((column, i) => new FeatureVerdict(
                explained[i] <= Above,
                relevance[i],
                column.IsCategory ? $"mutual information {Format.Figure(relevance[i])}; categories add up to nothing"
                    : $"more telling features explain R² {Format.Figure(explained[i])} of it "
                        + (explained[i] <= Above ? $"(at most {Format.Short(Above)})" : $"(more than {Format.Short(Above)})"))),
        ];
    }

    private static double Square(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value * value;
        }

        return sum;
    }

    private static void Subtract(double[] from, double[] direction)
    {
        var along = 0.0;
        for (var i = 0; i < from.Length; i++)
        {
            along += from[i] * direction[i];
        }

        for (var i = 0; i < from.Length; i++)
        {
            from[i] -= along * direction[i];
        }
    }
}
