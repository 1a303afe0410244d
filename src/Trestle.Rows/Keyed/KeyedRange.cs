namespace Trestle.Rows.Keyed;

/// <summary>Which rows of its key a row sees, by their times.</summary>
/// <param name="Before">Only rows before its own time; otherwise those at the same time, too.</param>
/// <param name="Delay">How long after its time a row becomes known, in the unit of the times.</param>
/// <param name="Within">How much older than its own time the latest of them may be; with an older one it sees none.</param>
public readonly record struct KeyedPast(bool Before, double Delay, double Within)
{
    /// <summary>All rows that are not later.</summary>
    public static KeyedPast NotLater { get; } = new(false, 0, double.PositiveInfinity);
}

/// <summary>Which of the rows that a row sees count; all by default.</summary>
/// <param name="Rows">How many of the latest; for a lag, how many rows back. Null for no limit.</param>
/// <param name="Window">How far back, in the unit of the times; for a lag, how long ago. Null for no limit.</param>
public readonly record struct KeyedPart(int? Rows, double? Window);

/// <summary>Rows of a keyed table that belong to one key and that a row sees.</summary>
/// <param name="From">Place of the first; -1 where there is no key.</param>
/// <param name="To">Place after the last.</param>
/// <param name="At">The time by which they must have been known.</param>
public readonly record struct KeyedRange(int From, int To, double At)
{
    /// <summary>No rows of no key: nothing is made of them.</summary>
    public static KeyedRange None { get; } = new(-1, -1, 0);

    /// <summary>Whether the first row is the first of its key.</summary>
    public bool FromFirst { get; init; }
}
