using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>A snapshot of stage 1: the main table's, or another one's, whose rows are all of fold 0.</summary>
public sealed class RawRows
{
    /// <summary>The fold of rows without a target.</summary>
    public const int UnlabelledFold = -2;

    /// <summary>The fold of rows with a target and without a time, when the rows are split by time.</summary>
    public const int UntimedFold = -3;

    private readonly UnitContext context;
    private readonly Snapshot table;

    private RawRows(UnitContext context, Snapshot table, RawTable raw)
    {
        this.context = context;
        this.table = table;
        Labelled = raw.SplitBy == RawTable.Whole ? raw.Rows : raw.Split.Where(part => part.Fold != UnlabelledFold).Sum(part => part.Rows);
        Columns = table.Source.Schema.Columns;
    }

    /// <summary>The source's columns, row number and fold.</summary>
    public RowSchema Schema => table.Schema;

    /// <summary>Some of the source's columns, row number and fold.</summary>
    public RowSchema SchemaOf(IReadOnlyList<string> columns) => new([
        .. columns.Select(name => Schema[Schema.Find(name)]),
        .. Schema.Columns.Where(column => column.Name is ReservedColumns.Row or ReservedColumns.Fold)]);

    /// <summary>The source's columns.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Number of rows with a target.</summary>
    public long Labelled { get; }

    /// <summary>Number of all rows.</summary>
    public long Count => table.Rows;

    /// <summary>Opens the snapshot.</summary>
    public static RawRows Open(UnitContext context, RawTable raw, CancellationToken cancellation)
    {
        if (raw.Folds is null && raw.SplitBy != RawTable.Whole)
        {
            throw new InvalidDataException("the snapshot is of an earlier version of Trestle, which kept no folds");
        }

        ParquetTable Table(ContentHash hash) => context.Tables.Open(context.Store.PathOf(hash), cancellation);
        return new(context, new Snapshot(Table(raw.Table), raw.Folds is { } folds ? Table(folds) : null), raw);
    }

    /// <summary>All rows in source order with the given columns, and row number and fold behind them.</summary>
    public IEnumerable<RowBlock> ScanNumbered(IReadOnlyList<string> columns, CancellationToken cancellation) =>
        table.ScanNumbered(columns, cancellation);

    /// <summary>All rows in source order with all columns; with a fold, only its rows.</summary>
    public IEnumerable<RowBlock> Scan(int? fold, CancellationToken cancellation) => table.Scan(fold, cancellation);

    /// <summary>Sums up all rows in one pass on several threads.</summary>
    /// <param name="start">Makes an empty state.</param>
    /// <param name="add">Adds a block to a state; called for one state by one thread at a time.</param>
    /// <param name="merge">Adds the second state to the first.</param>
    /// <param name="cancellation">Ends the scan early.</param>
    public TState Sum<TState>(
        Func<TState> start, Action<TState, RowBlock> add, Action<TState, TState> merge, CancellationToken cancellation) =>
        Sum(RowRange.Of(table.Rows), start, add, merge, cancellation);

    /// <summary>As the other, of the first blocks alone, of which there may be fewer.</summary>
    public TState SumFirst<TState>(
        int blocks, Func<TState> start, Action<TState, RowBlock> add, Action<TState, TState> merge, CancellationToken cancellation) =>
        Sum(
            [.. Enumerable.Range(0, blocks).Select(block => new RowRange((long)block * RowBlock.Size, RowBlock.Size))],
            start, add, merge, cancellation);

    /// <summary>As the other, of the given columns alone, with row number and fold behind them.</summary>
    public TState Sum<TState>(
        IReadOnlyList<string> columns, Func<TState> start, Action<TState, RowBlock> add, Action<TState, TState> merge,
        CancellationToken cancellation) =>
        LaneScan.Run(
            RowRange.Of(table.Rows), range => table.Scan(range, columns, cancellation), start, add, merge, context.Resources.Cores,
            cancellation);

    /// <summary>The distinct texts of a column; null when there are more than a number of them.</summary>
    public IReadOnlyList<string>? Distinct(string column, int most, CancellationToken cancellation) =>
        table.Source.Distinct(column, most, cancellation);

    /// <summary>The given columns of all rows, in source order.</summary>
    public IEnumerable<RowBlock> ScanColumns(IReadOnlyList<string> columns, CancellationToken cancellation) =>
        table.Source.Scan(columns, null, cancellation);

    /// <summary>The numbers of the rows of a fold.</summary>
    public IEnumerable<long> Numbers(int fold, CancellationToken cancellation) => table.RowNumbers(fold, cancellation);

    /// <summary>The numbers of the rows that repeat an earlier one in the given columns.</summary>
    public IReadOnlyList<long> Repeats(IReadOnlyList<string> columns, CancellationToken cancellation) =>
        [.. table.Source.DuplicateRows(columns, cancellation).Select(position => position + 1)];

    private TState Sum<TState>(
        IReadOnlyList<RowRange> ranges, Func<TState> start, Action<TState, RowBlock> add, Action<TState, TState> merge,
        CancellationToken cancellation) =>
        LaneScan.Run(ranges, range => table.Scan(range, cancellation), start, add, merge, context.Resources.Cores, cancellation);
}
