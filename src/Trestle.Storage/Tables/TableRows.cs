using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables;

/// <summary>The training part of a table: the rows of its folds from 0 on, read from the file each time.</summary>
public sealed class TableRows : IRowSource
{
    private readonly ParquetTable table;
    private readonly IReadOnlyList<string> columns;

    internal TableRows(ParquetTable table, IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        this.table = table;
        this.columns = columns;
        Schema = new RowSchema(columns.Select(name => new Column(name, table.Column(name).Kind)));
        Folds = [.. table.FoldRows(cancellation).Keys.Where(fold => fold >= 0).Order()];
    }

    /// <inheritdoc/>
    public RowSchema Schema { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Folds { get; }

    /// <inheritdoc/>
    public IEnumerable<RowBlock> Scan(int fold, CancellationToken cancellation) => table.Scan(columns, fold, cancellation);

    /// <summary>The same rows, held in memory.</summary>
    public MemoryRows Load(CancellationToken cancellation)
    {
        var folds = new Dictionary<int, IReadOnlyList<RowBlock>>();
        foreach (var fold in Folds)
        {
            folds[fold] = [.. Scan(fold, cancellation)];
        }

        return new MemoryRows(Schema, folds);
    }
}
