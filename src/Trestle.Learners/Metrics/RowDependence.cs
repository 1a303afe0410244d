namespace Trestle.Learners.Metrics;

/// <summary>
/// How the rows of an outcome depend on each other, which is what a resample has to keep: not at all, within groups, over time, or both;
/// and what the errors of each row are measured in.
/// </summary>
public sealed record RowDependence
{
    /// <summary>Rows that do not depend on each other.</summary>
    public static RowDependence None { get; } = new();

    /// <summary>The number of each row's group; NaN is a group of its own. Null when rows form no groups.</summary>
    public double[]? Groups { get; init; }

    /// <summary>
    /// The time of each row, in any unit: it orders the rows, and rows of one time belong together; rows without one (NaN) come last.
    /// Null when rows have no order.
    /// </summary>
    public double[]? Times { get; init; }

    /// <summary>
    /// The unit of each row's error, such as the usual error of a naive forecast of its series: above 0, or NaN for none. Null where errors
    /// have no units of their own.
    /// </summary>
    public double[]? Units { get; init; }

    /// <summary>Whether rows do not depend on each other.</summary>
    public bool IsNone => Groups is null && Times is null;

    /// <summary>The dependence of the rows at the given positions.</summary>
    public RowDependence Take(ReadOnlySpan<int> rows) => IsNone && Units is null ? this : new RowDependence
    {
        Groups = Pick(Groups, rows),
        Times = Pick(Times, rows),
        Units = Pick(Units, rows),
    };

    /// <summary>The values at the given positions; null of null.</summary>
    internal static double[]? Pick(double[]? values, ReadOnlySpan<int> rows)
    {
        if (values is null)
        {
            return null;
        }

        var picked = new double[rows.Length];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = values[rows[i]];
        }

        return picked;
    }
}
