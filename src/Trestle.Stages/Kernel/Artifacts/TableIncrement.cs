using Trestle.Storage.Tables.Increments;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>How a snapshot grew out of an earlier one, and what a later one needs to grow out of it.</summary>
public sealed record TableIncrement
{
    /// <summary>The column by which new rows are known.</summary>
    public required string Column { get; init; }

    /// <summary>Its largest value; null where it has none.</summary>
    public Watermark? Largest { get; init; }

    /// <summary>The settings of the source: with others, everything is read again.</summary>
    public required ContentHash Settings { get; init; }

    /// <summary>What was added; null where everything was read.</summary>
    public AddedRows? Added { get; init; }
}

/// <summary>Rows that came later.</summary>
/// <param name="Known">Rows of the earlier snapshot.</param>
/// <param name="Read">Rows that were read.</param>
/// <param name="New">Those that are new.</param>
/// <param name="Changed">Those that replaced an earlier row of the same key.</param>
/// <param name="Late">New ones that lie before the earlier snapshot's largest watermark; null where that cannot be said.</param>
/// <param name="Removed">Earlier rows that the source no longer has where it was read again.</param>
public sealed record AddedRows(long Known, long Read, long New, long Changed, long? Late, long Removed);
