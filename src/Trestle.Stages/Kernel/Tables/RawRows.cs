using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>The snapshot of stage 1, part by part.</summary>
public sealed class RawRows
{
    /// <summary>The fold of rows without a target.</summary>
    public const int UnlabelledFold = -2;

    /// <summary>The fold of rows with a target and without a time, when the rows are split by time.</summary>
    public const int UntimedFold = -3;

    private readonly UnitContext context;
    private readonly ParquetTable table;

    private RawRows(UnitContext context, ParquetTable table, RawTable raw, CancellationToken cancellation)
    {
        this.context = context;
        this.table = table;
        Source = table.Training(null, cancellation);
        Folds = Source.Folds;
        Held = [.. raw.Split.Select(part => part.Fold).Where(fold => fold == CuratedRows.TestFold)];
        Labelled = raw.Split.Where(part => part.Fold != UnlabelledFold).Sum(part => part.Rows);
        Columns = [.. table.Schema.Columns.Where(column => !ReservedColumns.Contains(column.Name))];
    }

    /// <summary>The source's columns and the row number; also scans the folds of <see cref="Held"/>.</summary>
    public IRowSource Source { get; }

    /// <summary>All columns of the file, row number and fold among them.</summary>
    public RowSchema Schema => table.Schema;

    /// <summary>The source's columns.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The folds of the training part.</summary>
    public IReadOnlyList<int> Folds { get; }

    /// <summary>The test part's fold, if there is a test part.</summary>
    public IReadOnlyList<int> Held { get; }

    /// <summary>Number of rows with a target.</summary>
    public long Labelled { get; }

    /// <summary>Number of all rows.</summary>
    public long Count => table.Rows;

    /// <summary>Opens the snapshot.</summary>
    public static RawRows Open(UnitContext context, RawTable raw, CancellationToken cancellation) =>
        new(context, context.Tables.Open(context.Store.PathOf(raw.Table), cancellation), raw, cancellation);

    /// <summary>All rows in file order with all columns.</summary>
    public IEnumerable<RowBlock> Scan(int? fold, CancellationToken cancellation) => table.Scan(null, fold, cancellation);

    /// <summary>All rows in file order with the given columns.</summary>
    public IEnumerable<RowBlock> ScanColumns(IReadOnlyList<string> columns, CancellationToken cancellation) =>
        table.Scan(columns, null, cancellation);

    /// <summary>The numbers of the rows of a fold.</summary>
    public IEnumerable<long> Numbers(int fold, CancellationToken cancellation)
    {
        foreach (var block in table.Scan([ReservedColumns.Row], fold, cancellation))
        {
            for (var i = 0; i < block.Rows; i++)
            {
                yield return (long)block.Numbers(0)[i];
            }
        }
    }

    /// <summary>The numbers of the rows that repeat an earlier one in the given columns.</summary>
    public IReadOnlyList<long> Repeats(IReadOnlyList<string> columns, CancellationToken cancellation) =>
        [.. context.Tables.DuplicateRows(table, columns, cancellation).Select(position => position + 1)];
}
