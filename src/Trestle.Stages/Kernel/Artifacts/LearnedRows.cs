using System.Text.Json.Serialization;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Some rows: how many, and between which times.</summary>
/// <param name="Rows">Their number.</param>
/// <param name="From">The earliest time: microseconds since 1970 for dates, else the number; null where rows have no time.</param>
/// <param name="Until">The latest time.</param>
public sealed record RowSpan(long Rows, double? From = null, double? Until = null);

/// <summary>
/// Which rows a served model has learned, and which its figures are from. It goes into the package as <c>learned.json</c>, so that
/// whoever compares models can leave out the rows that one of them has learned.
/// </summary>
public sealed record LearnedRows
{
    /// <summary>The file in a package; packages of earlier versions have none.</summary>
    public const string File = "learned.json";

    /// <summary>The rows that the served model has learned.</summary>
    public required RowSpan Served { get; init; }

    /// <summary>The rows that the model of the test figures has learned: the training part.</summary>
    public required RowSpan Evaluated { get; init; }

    /// <summary>The rows of the test figures.</summary>
    public required RowSpan Test { get; init; }

    /// <summary>The column of the times; null when rows are not split by time.</summary>
    public string? Time { get; init; }

    /// <summary>Whether the times are dates.</summary>
    public bool Dates { get; init; }

    /// <summary>
    /// Whether the model itself was learned elsewhere, from other rows: the rows here only say how its features are prepared.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Elsewhere { get; init; }

    /// <summary>Whether the served model has learned more than the one that the figures are from.</summary>
    [JsonIgnore]
    public bool Refitted => Served != Evaluated;
}
