using Trestle.Rows.Csv;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Storage.Tables;

namespace Trestle.Stages.WriteCode;

/// <summary>Writes curated rows as CSV that reads back to the same values, bit for bit.</summary>
internal static class DataExport
{
    /// <summary>Writes the rows of folds, fold after fold, with number, fold, label, and weight where there is one.</summary>
    public static void Write(
        ParquetTable table, IReadOnlyList<CuratedColumn> columns, string? weights, IReadOnlyList<int> folds, string file,
        CancellationToken cancellation)
    {
        using var writer = new StreamWriter(file);
        var csv = new CsvWriter(writer);
        string[] weight = weights is null ? [] : [ReservedColumns.Weight];
        csv.WriteRecord(
            [ReservedColumns.Row, ReservedColumns.Fold, ReservedColumns.Label, .. weight, .. columns.Select(column => column.Name)]);
        string[] names =
        [
            ReservedColumns.Row, ReservedColumns.Label, .. columns.Select(column => column.Name),
            .. weights is null ? [] : new[] { weights },
        ];
        foreach (var fold in folds)
        {
            foreach (var block in table.Scan(names, fold, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                for (var row = 0; row < block.Rows; row++)
                {
                    csv.Write(block.Numbers(0)[row]);
                    csv.Write(fold);
                    csv.Write(block.Numbers(1)[row]);
                    if (weights is not null)
                    {
                        csv.Write(block.Numbers(columns.Count + 2)[row]);
                    }

                    for (var c = 0; c < columns.Count; c++)
                    {
                        WriteValue(csv, columns[c], block, c + 2, row);
                    }

                    csv.EndRecord();
                }
            }
        }
    }

    private static void WriteValue(CsvWriter csv, CuratedColumn column, RowBlock block, int position, int row)
    {
        if (column.Kind == ColumnKind.Text)
        {
            csv.Write(block.Texts(position)[row]);
        }
        else if (column.Type == ColumnType.Date && IsoDate.Of(block.Numbers(position)[row]) is { } moment)
        {
            csv.Write(moment);
        }
        else
        {
            csv.Write(block.Numbers(position)[row]);
        }
    }
}
