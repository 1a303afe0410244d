namespace Trestle.Storage.Tables.Increments;

/// <summary>How a table grows.</summary>
/// <param name="Column">The watermark.</param>
/// <param name="Key">Columns that identify a row; none to tell rows apart by all values.</param>
public sealed record Growth(string Column, IReadOnlyList<string> Key)
{
    /// <summary>The largest value before; null where there was none.</summary>
    public Watermark? Last { get; init; }

    /// <summary>From which value on the later rows are all that the source has: earlier ones take their place. Null to keep all.</summary>
    public Watermark? From { get; init; }

    /// <summary>Columns of the earlier table that its source does not have.</summary>
    public IReadOnlyCollection<string> Left { get; init; } = [];
}

/// <summary>What came of it.</summary>
public sealed record Grown
{
    /// <summary>All rows: the earlier ones that stay, in their order, and then the later ones; null when nothing changed.</summary>
    public Import? Rows { get; init; }

    /// <summary>Later rows that are new.</summary>
    public long Added { get; init; }

    /// <summary>Later rows whose key is that of an earlier row with other values, which they replace.</summary>
    public long Changed { get; init; }

    /// <summary>Later rows that are as before.</summary>
    public long Same { get; init; }

    /// <summary>Earlier rows that the source should have given again, and did not.</summary>
    public long Removed { get; init; }

    /// <summary>New rows that lie before the largest earlier watermark; null where that cannot be said.</summary>
    public long? Late { get; init; }

    /// <summary>Places of earlier rows that are not kept, from 0, ascending.</summary>
    public IReadOnlyList<long> Replaced { get; init; } = [];
}
