namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// One way to understand the texts of a column: as numbers, dates, codes, and so on. One class and one line in
/// <see cref="ReadingCatalog"/> add one.
/// </summary>
internal interface IReading
{
    /// <summary>The name of the reading in reports.</summary>
    string Name { get; }

    /// <summary>An empty count of the texts that this reading explains.</summary>
    ReadingTally Start();

    /// <summary>
    /// What the column is if it is read this way, in the form (decimal mark, formats, ...) that explains most of its texts; null when
    /// the reading explains none.
    /// </summary>
    Proposal? Propose(ReadingTally tally, ColumnEvidenceValue evidence);
}

/// <summary>
/// Counts the texts of a column that one reading explains, form by form. Mergeable: adding the texts of A and of B to one tally, or to
/// two that are merged, gives the same.
/// </summary>
internal abstract class ReadingTally
{
    /// <summary>Counts a text without white space around it that occurs in a number of rows; whether any form explains it.</summary>
    public abstract bool Add(string text, long rows);

    /// <summary>Adds the counts of another tally of the same reading.</summary>
    public abstract void Merge(ReadingTally other);

    /// <summary>The smaller of two texts, for examples that do not depend on the order in which texts come.</summary>
    protected static string? Least(string? a, string? b) =>
        a is null ? b : b is null ? a : string.CompareOrdinal(a, b) <= 0 ? a : b;
}

/// <summary>All readings of text columns: one line each, the most specific first.</summary>
internal static class ReadingCatalog
{
    /// <summary>The readings. Where two explain a column equally well and say the same of it, the earlier one is taken.</summary>
    public static IReadOnlyList<IReading> All { get; } =
    [
        new BooleanReading(),
        new DateReading(),
        new CodeReading(),
        new NumberReading(),
        new DurationReading(),
        new AngleReading(),
        new JsonReading(),
    ];
}
