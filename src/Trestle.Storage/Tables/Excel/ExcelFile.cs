using Trestle.Core.Texts;
using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Excel;

/// <summary>
/// A sheet of an Excel workbook. It is read twice: to find the columns and what their values are, and to read the values. Rows without a
/// value are none.
/// </summary>
internal sealed class ExcelFile : IBlockFile
{
    private readonly string path;
    private readonly ExcelOptions options;
    private readonly List<ExcelColumn> columns = [];
    private readonly List<string> notes = [];
    private readonly int[] used;
    private int headerRow;

    /// <summary>Reads the sheet for the first time.</summary>
    public ExcelFile(string path, ExcelOptions options, CancellationToken cancellation)
    {
        (this.path, this.options) = (path, options);
        using var sheet = ExcelSheet.Open(path, options);
        var ahead = Begin(sheet);
        foreach (var cells in ahead.Concat(Rest(sheet)))
        {
            cancellation.ThrowIfCancellationRequested();
            Rows++;
            for (var i = 0; i < cells.Count; i++)
            {
                Add(i).See(cells[i]);
            }
        }

        foreach (var (column, words, cells) in sheet.Faults(headerRow, cancellation))
        {
            Add(column).SeeFault(words, cells);
        }

        used = [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].IsUsed || !IsUnnamed(i))];
        var file = Path.GetFileName(path);
        string[] names = [.. used.Select(i => columns[i].Name)];
        var distinct = HeaderNames.Distinct(names);
        Columns = new TypedFile(path, [.. used.Zip(distinct, (i, name) => new SourceColumn(name, columns[i].Type))])
        {
            Notes =
            [
                .. notes,
                .. options.Header ? used.Where(IsUnnamed).Select(
                    i => $"column {CellRange.Letters(i)} has no name in {file}: it is called '{columns[i].Name}'") : [],
                .. HeaderNames.Notes(names, distinct).Select(note => $"{file}: {note}"),
                .. used.SelectMany(i => columns[i].Notes(file)),
            ],
        };
    }

    /// <inheritdoc/>
    public TypedFile Columns { get; }

    /// <inheritdoc/>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<Array[]> Read(IReadOnlyList<ColumnKind> kinds, CancellationToken cancellation)
    {
        using var sheet = ExcelSheet.Open(path, options);
        var rows = new List<IReadOnlyList<ExcelCell>>(RowBlock.Size);
        foreach (var cells in Rest(sheet, after: headerRow))
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(cells);
            if (rows.Count == RowBlock.Size)
            {
                yield return Block(rows, kinds);
                rows.Clear();
            }
        }

        if (rows.Count > 0)
        {
            yield return Block(rows, kinds);
        }
    }

    private static IEnumerable<IReadOnlyList<ExcelCell>> Rest(ExcelSheet sheet, int after = 0)
    {
        while (sheet.Next())
        {
            if (sheet.Row > after)
            {
                yield return sheet.Cells;
            }
        }
    }

    /// <summary>The column at a position; those up to it are made.</summary>
    private ExcelColumn Add(int position)
    {
        while (columns.Count <= position)
        {
            columns.Add(new ExcelColumn(Unnamed(columns.Count)));
        }

        return columns[position];
    }

    private string Unnamed(int column) => options.Header ? $"unnamed_{column + 1}" : $"column{column + 1}";

    private bool IsUnnamed(int column) => columns[column].Name == Unnamed(column);

    private Array[] Block(List<IReadOnlyList<ExcelCell>> rows, IReadOnlyList<ColumnKind> kinds) =>
    [
        .. used.Select((column, i) => kinds[i] == ColumnKind.Number
            ? (Array)rows.Select(cells => column < cells.Count && cells[column].Value is double number ? number : double.NaN).ToArray()
            : rows.Select(cells => column < cells.Count ? cells[column].Text(columns[column].AreDays) : null).ToArray()),
    ];

    /// <summary>Reads up to the names, and takes them; returns rows of values that were read in order to find them.</summary>
    private List<IReadOnlyList<ExcelCell>> Begin(ExcelSheet sheet)
    {
        for (var skipped = 0; skipped < options.Skip; skipped++)
        {
            if (!sheet.Next())
            {
                throw ExcelErrors.NoCells(path, sheet.Name).Thrown();
            }

            headerRow = sheet.Row;
        }

        if (!options.Header)
        {
            return [];
        }

        if (!sheet.Next())
        {
            throw ExcelErrors.NoCells(path, sheet.Name).Thrown();
        }

        var header = (sheet.Cells, sheet.Row, Merged: sheet.Merged.ToArray());
        var ahead = new List<IReadOnlyList<ExcelCell>>();
        if (header.Cells.Count(cell => !cell.IsEmpty) == 1 && options.Range is null && sheet.Next())
        {
            // A title: a single cell above a row with several.
            if (sheet.Cells.Count(cell => !cell.IsEmpty) > 1)
            {
                notes.Add($"row {header.Row} of {Path.GetFileName(path)} is a title and was skipped; the names are in row {sheet.Row}");
                header = (sheet.Cells, sheet.Row, [.. sheet.Merged]);
            }
            else
            {
                ahead.Add(sheet.Cells);
            }
        }

        headerRow = header.Row;
        Name(header.Cells, header.Merged);
        return ahead;
    }

    private void Name(IReadOnlyList<ExcelCell> cells, (int From, int To)[] merged)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            columns.Add(new ExcelColumn(cells[i].Text(days: true)?.Trim() is { Length: > 0 } name ? name : Unnamed(i)));
        }

        foreach (var (from, to) in merged.Where(cells => cells.To > cells.From && cells.From >= 0 && cells.From < columns.Count))
        {
            var name = columns[from].Name;
            for (var i = from + 1; i <= to; i++)
            {
                Add(i);
                columns[i] = new ExcelColumn($"{name}_{i - from + 1}");
            }

            notes.Add(
                $"the name '{name}' stands over {to - from + 1} columns of {Path.GetFileName(path)}: "
                    + $"the others are called '{name}_2' and so on");
        }
    }
}
