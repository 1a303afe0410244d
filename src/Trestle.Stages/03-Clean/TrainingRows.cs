using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Clean;

/// <summary>The rows that stage 3 keeps, fold by fold, without the target; what it learns comes from the folds alone.</summary>
internal sealed class TrainingRows : IRowSource
{
    private readonly RawRows table;
    private readonly IReadOnlySet<long> dropped;

    public TrainingRows(RawRows table, RawTable raw, Contract contract, IReadOnlySet<long> dropped)
    {
        (this.table, this.dropped) = (table, dropped);
        Schema = new RowSchema(table.Schema.Columns.Where(column => column.Name != contract.Target));
        Folds = [.. raw.Split.Select(part => part.Fold).Where(fold => fold >= 0).Order()];
        Count = raw.Split.Where(part => part.Fold >= 0).Sum(part => part.Rows);
    }

    /// <inheritdoc/>
    public RowSchema Schema { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Folds { get; }

    /// <summary>Number of rows in the folds, before any are removed.</summary>
    public long Count { get; }

    /// <inheritdoc/>
    public IEnumerable<RowBlock> Scan(int fold, CancellationToken cancellation) => table.Scan(fold, cancellation).Select(Kept);

    /// <summary>Every so many of the rows in the folds, in source order.</summary>
    public IEnumerable<RowBlock> Every(long step, CancellationToken cancellation)
    {
        var seen = 0L;
        foreach (var block in table.Scan(null, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            var folds = block.Schema.Find(ReservedColumns.Fold);
            yield return Kept(block.Take(
                [.. Enumerable.Range(0, block.Rows).Where(row => block.Numbers(folds)[row] >= 0 && seen++ % step == 0)]));
        }
    }

    /// <summary>Some columns of all rows that are kept, also those of the test part, in source order.</summary>
    public IEnumerable<RowBlock> All(IReadOnlyList<string> columns, CancellationToken cancellation) =>
        table.ScanNumbered(columns, cancellation).Select(Kept);

    /// <summary>The schema of some columns of the rows.</summary>
    public RowSchema SchemaOf(IReadOnlyList<string> columns) => table.SchemaOf(columns);

    private RowBlock Kept(RowBlock block)
    {
        var numbers = block.Schema.Find(ReservedColumns.Row);
        int[] kept = [.. Enumerable.Range(0, block.Rows).Where(row => !dropped.Contains((long)block.Numbers(numbers)[row]))];
        return kept.Length == block.Rows ? block : block.Take(kept);
    }
}
