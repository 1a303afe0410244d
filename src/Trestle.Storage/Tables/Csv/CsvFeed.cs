using System.Text;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Csv;

/// <summary>The rows of delimited files, one file after the other; lines that are not rows are set aside.</summary>
/// <param name="layouts">The files.</param>
/// <param name="positions">For each file, the position of each column in it, or -1.</param>
/// <param name="columns">Number of columns.</param>
/// <param name="cut">How the files are cut.</param>
/// <param name="cancellation">Ends the reading promptly.</param>
internal sealed class CsvFeed(
    IReadOnlyList<CsvLayout> layouts, IReadOnlyList<int[]> positions, int columns, CsvCut cut, CancellationToken cancellation)
    : Feed, IDisposable
{
    private readonly List<SourceFile> files = [];
    private readonly List<RejectedLine> rejected = [];
    private readonly List<long> broken = [];
    private CsvBlocks? blocks;
    private CsvBlock? block;
    private byte[] scratch = [];
    private int at;
    private long fileRows;
    private long fileBroken;

    public override IReadOnlyList<ColumnKind> Kinds { get; } = [.. Enumerable.Repeat(ColumnKind.Text, columns)];

    public IReadOnlyList<SourceFile> Files => files;

    public IReadOnlyList<RejectedLine> Rejected => rejected;

    public long RejectedCount { get; private set; }

    /// <summary>For each file, the lines that are neither rows nor repeat the header.</summary>
    public IReadOnlyList<long> Broken => broken;

    public override int Fill(ChunkWriter chunk)
    {
        cancellation.ThrowIfCancellationRequested();
        var row = 0;
        while (row < ChunkWriter.Capacity && (block ?? Take()) is { } current)
        {
            var rows = Math.Min(ChunkWriter.Capacity - row, current.Rows - at);
            Write(chunk, row, current, rows);
            (row, at) = (row + rows, at + rows);
            if (at == current.Rows)
            {
                blocks!.Release(current);
                block = null;
            }
        }

        return row;
    }

    public void Dispose() => blocks?.Dispose();

    /// <summary>The next block of the files, or null at the end of the last.</summary>
    private CsvBlock? Take()
    {
        while (files.Count < layouts.Count)
        {
            blocks ??= new CsvBlocks(layouts[files.Count], cut, cancellation);
            if (blocks.Next() is { } next)
            {
                (block, at, fileRows) = (next, 0, fileRows + next.Rows);
                SetAside(next, layouts[files.Count].Path);
                return next;
            }

            Close(layouts[files.Count]);
        }

        return null;
    }

    private void Close(CsvLayout layout)
    {
        files.Add(new SourceFile(
            layout.Path,
            new FileInfo(layout.Path).Length,
            fileRows,
            "csv",
            layout.Encoding,
            layout.Dialect.Delimiter,
            layout.Dialect.Quote));
        broken.Add(fileBroken);
        blocks!.Dispose();
        (blocks, fileRows, fileBroken) = (null, 0, 0);
    }

    private void Write(ChunkWriter chunk, int row, CsvBlock from, int rows)
    {
        var layout = layouts[files.Count];
        var cells = from.Cells.Slice(at * layout.Values, rows * layout.Values);
        for (var column = 0; column < columns; column++)
        {
            var position = positions[files.Count][column];
            if (position >= layout.Names.Count)
            {
                WriteFolder(chunk, column, row, rows, layout.Folders[position - layout.Names.Count].Value);
                continue;
            }

            for (var i = 0; i < rows; i++)
            {
                if (position >= 0 && cells[(i * layout.Values) + layout.Before + position] is { Length: > 0 } cell)
                {
                    chunk.Text(column, row + i, from.Value(cell, ref scratch));
                }
                else
                {
                    chunk.Null(column, row + i);
                }
            }
        }
    }

    private static void WriteFolder(ChunkWriter chunk, int column, int row, int rows, string? value)
    {
        var text = value is null ? null : Encoding.UTF8.GetBytes(value);
        for (var i = row; i < row + rows; i++)
        {
            if (text is null)
            {
                chunk.Null(column, i);
            }
            else
            {
                chunk.Text(column, i, text);
            }
        }
    }

    private void SetAside(CsvBlock from, string path)
    {
        RejectedCount += from.Rejects.Count;
        fileBroken += from.Rejects.Count(line => line.Reason != CsvLayout.RepeatsHeader);
        foreach (var line in from.Rejects.Take(Import.RejectedKept - rejected.Count))
        {
            rejected.Add(RejectedLine.Of(path, from.Line + line.Line, line.Reason, from.Text.Slice(line.From, line.Length)));
        }
    }
}
