namespace Trestle.Stages.Kernel.Readings;

/// <summary>What a reading makes of a column.</summary>
internal sealed record Proposal
{
    /// <summary>The name of the reading.</summary>
    public required string Reading { get; init; }

    /// <summary>The type that the column gets.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>The form of the reading for people, such as "number, decimal ','".</summary>
    public required string Words { get; init; }

    /// <summary>The rows that it explains.</summary>
    public required long Rows { get; init; }

    /// <summary>Which of two readings that explain as many rows is taken: the higher one.</summary>
    public int Rank { get; init; }

    /// <summary>Whether it reads a text, which has no white space around it.</summary>
    public required Func<string, bool> Reads { get; init; }

    /// <summary>The decimal mark, for numbers.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>Whether some numbers can be read with this mark only.</summary>
    public bool ProvesMark { get; init; }

    /// <summary>The formats, for dates, the most frequent first.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Texts next to a number and their factors, for numbers.</summary>
    public IReadOnlyList<NumberAffix> Affixes { get; init; } = [];

    /// <summary>What a person should know about the values, such as a conversion; null when there is nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Why a person has to decide whatever else the file shows; null when there is no reason.</summary>
    public string? Doubt { get; init; }

    /// <summary>Another form of the reading that explains as many rows and gives other values; null when there is none.</summary>
    public Rival? Rival { get; init; }
}

/// <summary>Two forms of a reading that explain a column equally well and give other values.</summary>
/// <param name="Question">What a person would have to answer.</param>
/// <param name="Hint">What would show in favour of the proposal as it is.</param>
/// <param name="OtherHint">What would show in favour of the other form.</param>
/// <param name="Other">The column in the other form.</param>
internal sealed record Rival(string Question, Convention Hint, Convention OtherHint, Proposal Other);

/// <summary>A custom of writing that one column of a file can prove for another.</summary>
internal enum Convention
{
    /// <summary>No custom.</summary>
    None,

    /// <summary>Numbers are written 1,234.50.</summary>
    DecimalPoint,

    /// <summary>Numbers are written 1.234,50.</summary>
    DecimalComma,

    /// <summary>Dates are written with the day before the month.</summary>
    DayFirst,

    /// <summary>Dates are written with the month before the day.</summary>
    MonthFirst,

    /// <summary>Dates are written with the year first.</summary>
    YearFirst,
}
