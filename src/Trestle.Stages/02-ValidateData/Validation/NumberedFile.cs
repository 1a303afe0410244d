using Trestle.Storage.Tables;

namespace Trestle.Stages.ValidateData.Validation;

/// <summary>The rows of a file with their numbers, all of one fold, as stage 1 would give them to stage 2.</summary>
internal sealed class NumberedFile(ParquetTable table)
{
    /// <summary>The columns of the file, row number and fold.</summary>
    public RowSchema Schema { get; } = new(
    [
        .. table.Schema.Columns, new Column(ReservedColumns.Row, ColumnKind.Number), new Column(ReservedColumns.Fold, ColumnKind.Number),
    ]);

    /// <summary>The names of the file's own columns.</summary>
    public IReadOnlyList<string> Columns { get; } = [.. table.Schema.Columns.Select(column => column.Name)];

    /// <summary>Some rows.</summary>
    public IEnumerable<RowBlock> Scan(RowRange range, CancellationToken cancellation)
    {
        var number = range.From;
        foreach (var block in table.Scan(range, cancellation))
        {
            var rows = new double[block.Rows];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = ++number;
            }

            yield return RowBlock.Trusted(
                Schema, block.Rows, [.. Enumerable.Range(0, block.Schema.Count).Select(block.Raw), rows, new double[block.Rows]]);
        }
    }
}
