using System.Text;

using ExcelDataReader;
using ExcelDataReader.Exceptions;

using Trestle.Core.Errors;

namespace Trestle.Storage.Tables.Excel;

/// <summary>The rows of one sheet that have values, in the range that was asked for, one after the other.</summary>
internal sealed class ExcelSheet : IDisposable
{
    private readonly string path;
    private readonly FileStream file;
    private readonly CellRange range;
    private readonly IExcelDataReader reader;
    private int next;

    /// <summary>Old workbooks are in encodings of their time.</summary>
    static ExcelSheet() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private ExcelSheet(string path, ExcelOptions options)
    {
        this.path = path;
        range = options.Range is not { } text ? CellRange.All
            : CellRange.Parse(text) ?? throw ExcelErrors.BadRange(path, text).Thrown();
        file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            reader = Guarded(() => ExcelReaderFactory.CreateReader(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The values of the current row, from the first column of the range to the last one with a value.</summary>
    public IReadOnlyList<ExcelCell> Cells { get; private set; } = [];

    /// <summary>The number of the current row in the sheet, from 1.</summary>
    public int Row => next;

    /// <summary>The name of the sheet.</summary>
    public string Name => reader.Name;

    /// <summary>Cells that are merged, as first and last column (from 0, in the range) of those that begin in the current row.</summary>
    public IEnumerable<(int From, int To)> Merged => (reader.MergeCells ?? [])
        .Where(cells => cells.FromRow == next - 1)
        .Select(cells => (cells.FromColumn - range.FirstColumn, cells.ToColumn - range.FirstColumn));

    /// <summary>Opens the sheet that the options name, or the only one with values.</summary>
    public static ExcelSheet Open(string path, ExcelOptions options)
    {
        var sheet = Names(path, options);
        var opened = new ExcelSheet(path, options);
        try
        {
            while (opened.reader.Name != sheet)
            {
                if (!opened.Guarded(opened.reader.NextResult))
                {
                    throw ExcelErrors.NoSheet(path, sheet, []).Thrown();
                }
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Cells below a row that have no value although something is in them, by column of the range and by what it is.</summary>
    public IEnumerable<(int Column, string Words, int Cells)> Faults(int below, CancellationToken cancellation) => Guarded(() => XlsxFaults
        .Of(path, Name, range with { FirstRow = Math.Max(below, range.FirstRow) }, cancellation)
        .Select(fault => (fault.Key.Column - range.FirstColumn, fault.Key.Words, fault.Value)));

    /// <summary>Moves to the next row with a value; false at the end.</summary>
    public bool Next()
    {
        while (next <= range.LastRow && Guarded(reader.Read))
        {
            next++;
            if (next - 1 < range.FirstRow)
            {
                continue;
            }

            var last = Math.Min(reader.FieldCount - 1, range.LastColumn);
            var cells = new List<ExcelCell>(Math.Max(0, last - range.FirstColumn + 1));
            var used = 0;
            for (var column = range.FirstColumn; column <= last; column++)
            {
                cells.Add(ExcelCell.Of(reader, column));
                used = cells[^1].IsEmpty ? used : cells.Count;
            }

            if (used > 0)
            {
                Cells = cells[..used];
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        reader.Dispose();
        file.Dispose();
    }

    /// <summary>The name of the sheet to read.</summary>
    private static string Names(string path, ExcelOptions options)
    {
        using var all = new ExcelSheet(path, options with { Range = null });
        var (names, used) = (new List<string>(), new List<string>());
        do
        {
            names.Add(all.reader.Name);
            all.next = 0;
            if (options.Sheet is null && all.reader.VisibleState == "visible" && all.Next())
            {
                used.Add(all.reader.Name);
            }
        }
        while (all.Guarded(all.reader.NextResult));

        return options.Sheet is { } wanted
            ? names.Find(name => name == wanted) ?? names.Find(name => name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw ExcelErrors.NoSheet(path, wanted, names).Thrown()
            : used switch
            {
                [var only] => only,
                [] => throw ExcelErrors.NoCells(path, names.FirstOrDefault() ?? "").Thrown(),
                _ => throw ExcelErrors.SeveralSheets(path, used).Thrown(),
            };
    }

    /// <summary>The library fails on a damaged file in many ways; each is the file's fault.</summary>
    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidPasswordException locked)
        {
            throw ExcelErrors.Protected(path).Thrown(locked);
        }
        catch (Exception damaged) when (damaged is not OutOfMemoryException and not OperationCanceledException and not TrestleException)
        {
            throw StorageErrors.Unreadable(path, damaged.Message).Thrown(damaged);
        }
    }
}
