namespace Trestle.Rows.Keyed;

/// <summary>What is made of the rows of a key.</summary>
public enum KeyedAggregate
{
    /// <summary>Number of rows, or of those with a value of a column.</summary>
    Count,

    /// <summary>Sum of the values; 0 without any.</summary>
    Sum,

    /// <summary>Mean of the values.</summary>
    Mean,

    /// <summary>Smallest value.</summary>
    Min,

    /// <summary>Largest value.</summary>
    Max,

    /// <summary>The value of the latest row.</summary>
    Last,

    /// <summary>Number of different values.</summary>
    Distinct,

    /// <summary>Sample standard deviation of the values; none of fewer than two.</summary>
    Std,

    /// <summary>The value some rows back, or the one that was the latest some time ago.</summary>
    Lag,

    /// <summary>The latest value there is; <see cref="Last"/> is that of the latest row, which may have none.</summary>
    Latest,

    /// <summary>How much the values rise in a day: the slope of a line by least squares; none of fewer than two times.</summary>
    Trend,
}
