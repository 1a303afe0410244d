using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>How a column of texts is read, and why.</summary>
public sealed record ColumnReading
{
    /// <summary>The name of the reading: number, date, boolean, code, category, identifier, text, json.</summary>
    public required string Reading { get; init; }

    /// <summary>The type of the column.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>The form of the reading for people, such as "number, decimal ','".</summary>
    public required string Words { get; init; }

    /// <summary>The decimal mark, for numbers.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>The formats, for dates, the most frequent first.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Texts next to a number and their factors, for numbers.</summary>
    public IReadOnlyList<NumberAffix> Affixes { get; init; } = [];

    /// <summary>Words that mean "no value" in this column, in addition to those of the whole table, with their rows.</summary>
    public IReadOnlyList<ValueCount> Missing { get; init; } = [];

    /// <summary>Rows with a value that the reading explains.</summary>
    public long Rows { get; init; }

    /// <summary>Share of the rows with a value that the reading explains, 0 to 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The reading that explains the next most, with its share; null when there is none.</summary>
    public string? RunnerUp { get; init; }

    /// <summary>What decided where the texts alone did not; null when they did.</summary>
    public string? Decided { get; init; }

    /// <summary>Texts that the reading does not explain, the most frequent first, with their rows; at most a hundred.</summary>
    public IReadOnlyList<ValueCount> LeftOver { get; init; } = [];

    /// <summary>Remarks for people.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What a person has to decide before the run goes on; null when everything is clear.</summary>
    public string? Question { get; init; }
}
