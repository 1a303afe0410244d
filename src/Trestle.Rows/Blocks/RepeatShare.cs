namespace Trestle.Rows.Blocks;

/// <summary>
/// How many of the values that were looked for had been there before: where few had, as in a column of mostly different texts, looking for
/// more gains nothing.
/// </summary>
public struct RepeatShare
{
    private const int Trial = 1 << 13;
    private const int Few = 8;

    private long found;
    private long seen;

    /// <summary>Whether enough values were looked for to know that fewer than an eighth of them had been there before.</summary>
    public readonly bool IsSmall => seen > Trial && found < seen / Few;

    /// <summary>Counts values that were looked for, and those of them that had been there before.</summary>
    public void Add(long looked, long before)
    {
        seen += looked;
        found += before;
    }
}
