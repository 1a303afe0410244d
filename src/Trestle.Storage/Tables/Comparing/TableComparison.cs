namespace Trestle.Storage.Tables.Comparing;

/// <summary>What differs between two tables.</summary>
public sealed record TableComparison
{
    /// <summary>Rows of the first table.</summary>
    public required long Before { get; init; }

    /// <summary>Rows of the second table.</summary>
    public required long After { get; init; }

    /// <summary>The columns by which rows were matched; empty when equal rows were counted against each other.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>Rows that only the second table has.</summary>
    public required long Added { get; init; }

    /// <summary>Rows that only the first table has.</summary>
    public required long Removed { get; init; }

    /// <summary>Rows with the same key whose values differ; null without a key.</summary>
    public long? Changed { get; init; }

    /// <summary>Rows left out because an earlier row of the same table has the same key.</summary>
    public long Repeated { get; init; }

    /// <summary>Columns that only the second table has.</summary>
    public required IReadOnlyList<string> AddedColumns { get; init; }

    /// <summary>Columns that only the first table has.</summary>
    public required IReadOnlyList<string> RemovedColumns { get; init; }

    /// <summary>Columns that are numbers in one table and texts in the other; their values are not compared.</summary>
    public required IReadOnlyList<string> RetypedColumns { get; init; }

    /// <summary>The columns of both tables.</summary>
    public required IReadOnlyList<ColumnComparison> Columns { get; init; }

    /// <summary>Some of the rows that differ.</summary>
    public required IReadOnlyList<RowDifference> Examples { get; init; }

    /// <summary>Whether the tables hold the same rows in the same columns; their order may differ.</summary>
    public bool IsSame => Added + Removed + (Changed ?? 0) + Repeated == 0
        && AddedColumns.Count + RemovedColumns.Count + RetypedColumns.Count == 0;
}

/// <summary>How the values of a column differ.</summary>
/// <param name="Name">The column.</param>
/// <param name="Changed">Rows with the same key and other values; null without a key.</param>
/// <param name="Before">The column in the first table.</param>
/// <param name="After">The column in the second table.</param>
/// <param name="Distance">
/// How far the distributions are apart, from 0 to 1: for numbers the Kolmogorov–Smirnov statistic at the 19 quantiles 0.05 to 0.95 of the
/// first table, for texts the total variation distance. Null where a column has no value, or more than a thousand different texts.
/// </param>
public sealed record ColumnComparison(string Name, long? Changed, ColumnSummary Before, ColumnSummary After, double? Distance);

/// <summary>A column in short.</summary>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Number of different values, within a few per cent.</param>
/// <param name="Mean">The mean, if at least 95 % of the values are numbers.</param>
public sealed record ColumnSummary(long Missing, long Distinct, double? Mean);

/// <summary>A row that differs.</summary>
/// <param name="Kind">added, removed or changed.</param>
/// <param name="Row">Its key, or its values where there is no key.</param>
/// <param name="Values">For a changed row, the values before and after.</param>
public sealed record RowDifference(string Kind, string Row, string Values = "");
