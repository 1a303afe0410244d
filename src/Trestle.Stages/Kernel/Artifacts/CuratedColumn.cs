namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>A column of the curated table.</summary>
public sealed record CuratedColumn(string Name, ColumnType Type, ColumnKind Kind)
{
    /// <summary>The expression of a derived column; null for one of the source.</summary>
    public string? Expression { get; init; }

    /// <summary>The columns of the source that a derived column is made from; null for one of the source.</summary>
    public IReadOnlyList<string>? From { get; init; }

    /// <summary>The distinct texts of a derived column in the training part, at most 10,000; null for other columns.</summary>
    public long? Distinct { get; init; }
}
