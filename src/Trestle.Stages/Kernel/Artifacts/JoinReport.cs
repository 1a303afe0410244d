using System.Text.Json.Serialization;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 5: what one join found for the rows of the main table.</summary>
public sealed record JoinReport
{
    /// <summary>The name of the keyed table that was looked up; null for a semi join.</summary>
    public string? Keyed { get; init; }

    /// <summary>The other table.</summary>
    public required string Table { get; init; }

    /// <summary>Whether it is the main table's own past, of rows before a row's own time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsHistory { get; init; }

    /// <summary>Whether its columns are only proposed: stage 7 keeps them where they pay.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Tried { get; init; }

    /// <summary>The join in words: "left join of planes on tailnum".</summary>
    public required string Words { get; init; }

    /// <summary>Names of the columns that were joined.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The columns of the other table that each is made of; null in reports of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? MadeFrom { get; init; }

    /// <summary>Rows of the main table that came to the join.</summary>
    public long Rows { get; init; }

    /// <summary>Of these, rows that found a row.</summary>
    public long Matched { get; init; }

    /// <summary>Rows without a key.</summary>
    public long NoKey { get; init; }

    /// <summary>Rows whose key the table does not have.</summary>
    public long UnknownKey { get; init; }

    /// <summary>Rows whose key has only later rows, or such as were known later.</summary>
    public long NotYet { get; init; }

    /// <summary>Rows whose latest row is too old.</summary>
    public long TooOld { get; init; }

    /// <summary>Rows that the join left out.</summary>
    public long Removed { get; init; }

    /// <summary>Rows without a time, which were left out, since the latest row of all might be a later one.</summary>
    public long Untimed { get; init; }

    /// <summary>The most frequent keys of rows that found nothing; empty for private columns.</summary>
    public IReadOnlyList<ValueCount> Unmatched { get; init; } = [];

    /// <summary>Least share of the rows that must match, 0 to 1.</summary>
    public double AtLeast { get; init; }

    /// <summary>Rows of the keyed table.</summary>
    public long TableRows { get; init; }

    /// <summary>Different keys of the keyed table.</summary>
    public long Keys { get; init; }

    /// <summary>Rows of the other table without a key.</summary>
    public long Keyless { get; init; }

    /// <summary>Rows of the other table without a time.</summary>
    public long Timeless { get; init; }

    /// <summary>Rows of the other table that repeat another one in every column.</summary>
    public long Repeats { get; init; }

    /// <summary>Keys of the other table of whose rows one had to be taken, since they differ.</summary>
    public long Ambiguous { get; init; }

    /// <summary>The latest time of its rows, in the unit of the times; null without times.</summary>
    public double? Newest { get; init; }

    /// <summary>Bytes of the keyed table.</summary>
    public long Bytes { get; init; }

    /// <summary>What was done so that the keys could be compared.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Share of the rows that found a row; 1 without rows.</summary>
    public double Share() => Rows == 0 ? 1 : (double)Matched / Rows;
}
