using System.Globalization;
using System.Text;

using Trestle.Rows.Blocks;
using Trestle.Rows.Csv;
using Trestle.Rows.Steps;
using Trestle.Storage.Files;

namespace Trestle.Cli.Cleaning;

/// <summary>Writes a repaired copy of a table as CSV, with a table of all changes; and the table as it was from both.</summary>
internal static class RepairedFile
{
    private static readonly string[] Heading = ["row", "column", "before", "after", "repair"];

    /// <summary>Writes both; the number of changed cells.</summary>
    /// <param name="table">The table.</param>
    /// <param name="repairs">The names of the repairs with their fitted steps, in order.</param>
    /// <param name="output">The repaired copy.</param>
    /// <param name="changes">The table of changes.</param>
    /// <param name="cancellation">Ends the work; nothing is left.</param>
    public static long Write(
        RepairTable table, IReadOnlyList<(string Name, IFittedStep Step)> repairs, string output, string changes,
        CancellationToken cancellation)
    {
        var changed = 0L;
        AtomicFile.WriteStream(changes, log => AtomicFile.WriteStream(output, stream =>
        {
            using var rows = Writer(stream);
            using var list = Writer(log);
            var (csv, changesCsv) = (new CsvWriter(rows), new CsvWriter(list));
            csv.WriteRecord(table.Schema.Columns.Select(column => column.Name));
            changesCsv.WriteRecord(Heading);
            var first = 1L;
            foreach (var block in table.Scan(cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                var repaired = Trimmed(block);
                var trimmed = repaired;
                foreach (var (name, step) in repairs)
                {
                    var next = step.Bind(repaired.Schema).Apply(repaired);
                    changed += Log(changesCsv, first, (block, trimmed, repaired, next), name);
                    repaired = next;
                }

                // A value that no repair changes stays as it is written, white space and all.
                Rows(csv, block, trimmed, repaired);
                first += block.Rows;
            }
        }));
        return changed;
    }

    /// <summary>Takes changes back, the last ones first; the number of cells.</summary>
    public static long Undo(RepairTable table, RepairTable changes, string output, CancellationToken cancellation)
    {
        var cells = Changes(table, changes, cancellation);
        AtomicFile.WriteStream(output, stream =>
        {
            using var writer = Writer(stream);
            var csv = new CsvWriter(writer);
            csv.WriteRecord(table.Schema.Columns.Select(column => column.Name));
            var row = 0L;
            foreach (var block in table.Scan(cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                for (var i = 0; i < block.Rows; i++)
                {
                    row++;
                    csv.WriteRecord(Enumerable.Range(0, block.Schema.Count)
                        .Select(column => cells.TryGetValue((row, column), out var before) ? before : Text(block, column, i)));
                }
            }
        });
        return cells.Count;
    }

    private static Dictionary<(long Row, int Column), string?> Changes(
        RepairTable table, RepairTable changes, CancellationToken cancellation)
    {
        if (!changes.Schema.Columns.Select(column => column.Name).SequenceEqual(Heading))
        {
            throw new TrestleException(CleaningErrors.NotChanges());
        }

        var cells = new Dictionary<(long, int), string?>();
        foreach (var block in changes.Scan(cancellation))
        {
            for (var i = 0; i < block.Rows; i++)
            {
                var column = table.Schema.Find(Text(block, 1, i) ?? "");
                if (!long.TryParse(Text(block, 0, i), out var row) || row < 1 || row > table.Rows || column < 0)
                {
                    throw new TrestleException(CleaningErrors.OtherTable(i + 1, Text(block, 0, i), Text(block, 1, i)));
                }

                // The first change of a cell holds the value as it was in the source.
                cells.TryAdd((row, column), Text(block, 2, i));
            }
        }

        return cells;
    }

    private static long Log(
        CsvWriter csv, long first, (RowBlock Source, RowBlock Trimmed, RowBlock Before, RowBlock After) rows, string name)
    {
        var changed = 0L;
        for (var row = 0; row < rows.Before.Rows; row++)
        {
            for (var column = 0; column < rows.Before.Schema.Count; column++)
            {
                var (old, now) = (Text(rows.Before, column, row), Text(rows.After, column, row));
                if (old == now)
                {
                    continue;
                }

                changed++;
                var written = old == Text(rows.Trimmed, column, row) ? Text(rows.Source, column, row) : old;
                csv.WriteRecord(
                    [(first + row).ToString(CultureInfo.InvariantCulture), rows.Before.Schema[column].Name, written, now, name]);
            }
        }

        return changed;
    }

    private static void Rows(CsvWriter csv, RowBlock source, RowBlock trimmed, RowBlock repaired)
    {
        for (var row = 0; row < source.Rows; row++)
        {
            for (var column = 0; column < source.Schema.Count; column++)
            {
                var now = Text(repaired, column, row);
                csv.Write(now == Text(trimmed, column, row) ? Text(source, column, row) : now);
            }

            csv.EndRecord();
        }
    }

    /// <summary>The texts without white space around them, as the repairs were searched in.</summary>
    private static RowBlock Trimmed(RowBlock block) => new(block.Schema, block.Rows,
    [
        .. Enumerable.Range(0, block.Schema.Count).Select(column => block.Schema[column].Kind == ColumnKind.Number
            ? block.Raw(column)
            : Array.ConvertAll(block.Texts(column).ToArray(), text => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null)),
    ]);

    private static string? Text(RowBlock block, int column, int row) => block.Schema[column].Kind == ColumnKind.Text
        ? block.Texts(column)[row] : PrintNumber.Print(block.Numbers(column)[row]);

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false), leaveOpen: true);
}
