namespace Trestle.Rows.Blocks;

/// <summary>
/// Rows that can be read as often as needed, fold by fold. A row's fold is decided once, at ingest, and stays with it; the test part
/// has no fold and cannot be reached from here.
/// </summary>
public interface IRowSource
{
    /// <summary>The columns of every block.</summary>
    RowSchema Schema { get; }

    /// <summary>Numbers of the folds, ascending, each 0 to 62.</summary>
    IReadOnlyList<int> Folds { get; }

    /// <summary>All rows of a fold, always in the same order and in the same blocks.</summary>
    IEnumerable<RowBlock> Scan(int fold, CancellationToken cancellation);
}

/// <summary>Rows held in memory.</summary>
public sealed class MemoryRows(RowSchema schema, IReadOnlyDictionary<int, IReadOnlyList<RowBlock>> folds) : IRowSource
{
    /// <inheritdoc/>
    public RowSchema Schema { get; } = schema;

    /// <inheritdoc/>
    public IReadOnlyList<int> Folds { get; } = [.. folds.Keys.Order()];

    /// <inheritdoc/>
    public IEnumerable<RowBlock> Scan(int fold, CancellationToken cancellation) => folds[fold];

    /// <summary>Some of the rows of each block, by their positions in it; a position may occur several times.</summary>
    public MemoryRows Take(Func<RowBlock, int[]> positions) => new(Schema, folds.ToDictionary(
        fold => fold.Key, fold => (IReadOnlyList<RowBlock>)[.. fold.Value.Select(block => block.Take(positions(block)))]));
}

/// <summary>Names of the columns that accompany a row but are not features.</summary>
public static class ReservedColumns
{
    /// <summary>The prefix of reserved names; a source may not use it.</summary>
    public const string Prefix = "__";

    /// <summary>Number of the row in the source, from 1.</summary>
    public const string Row = "__row";

    /// <summary>Fold of the row, from 0; -1 for the test part.</summary>
    public const string Fold = "__fold";

    /// <summary>The target as a number: the class's position in the contract, or the value.</summary>
    public const string Label = "__label";

    /// <summary>Number of the row's group; no value is a group of its own.</summary>
    public const string Group = "__group";

    /// <summary>Time of the row.</summary>
    public const string Time = "__time";

    /// <summary>How much the row counts.</summary>
    public const string Weight = "__weight";

    /// <summary>The beginning of the names of columns that say what a look-up found.</summary>
    public const string Found = "__found:";

    /// <summary>Whether a name is reserved.</summary>
    public static bool Contains(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}
