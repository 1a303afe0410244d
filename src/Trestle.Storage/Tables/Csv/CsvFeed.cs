using System.Text;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Csv;

/// <summary>The rows of delimited files, one file after the other; lines that are not rows are set aside.</summary>
internal sealed class CsvFeed(
    IReadOnlyList<string> paths, CsvOptions options, int columns, CancellationToken cancellation) : Feed, IDisposable
{
    private const int TextKept = 10_000;

    private readonly List<SourceFile> files = [];
    private readonly List<RejectedLine> rejected = [];
    private CsvRecords? records;
    private long fileRows;

    public override IReadOnlyList<ColumnKind> Kinds { get; } = [.. Enumerable.Repeat(ColumnKind.Text, columns)];

    public IReadOnlyList<SourceFile> Files => files;

    public IReadOnlyList<RejectedLine> Rejected => rejected;

    public long RejectedCount { get; private set; }

    public override int Fill(ChunkWriter chunk)
    {
        cancellation.ThrowIfCancellationRequested();
        var row = 0;
        while (row < ChunkWriter.Capacity && (records ?? Open()) is { } current)
        {
            if (!current.Next())
            {
                Close(current);
            }
            else if (current.Fault is not null || (current.Count != columns && !current.IsBlank))
            {
                Reject(current);
            }
            else if (!current.IsBlank || columns == 1)
            {
                Write(chunk, row++, current);
                fileRows++;
            }
        }

        return row;
    }

    public void Dispose() => records?.Dispose();

    private CsvRecords? Open()
    {
        if (files.Count == paths.Count)
        {
            return null;
        }

        records = new CsvRecords(paths[files.Count], options);
        if (options.Header)
        {
            CsvColumns.First(records);
        }

        return records;
    }

    private void Close(CsvRecords finished)
    {
        files.Add(new SourceFile(
            finished.Path,
            new FileInfo(finished.Path).Length,
            fileRows,
            "csv",
            finished.Encoding,
            (char)finished.Dialect.Delimiter,
            (char)finished.Dialect.Quote));
        finished.Dispose();
        (records, fileRows) = (null, 0);
    }

    private void Write(ChunkWriter chunk, int row, CsvRecords record)
    {
        for (var column = 0; column < columns; column++)
        {
            var value = record.Value(column);
            if (value.IsEmpty)
            {
                chunk.Null(column, row);
            }
            else
            {
                chunk.Text(column, row, value);
            }
        }
    }

    private void Reject(CsvRecords record)
    {
        RejectedCount++;
        if (rejected.Count < Import.RejectedKept)
        {
            var reason = record.Fault ?? $"{record.Count} values where {columns} are expected";
            var text = Encoding.UTF8.GetString(record.Raw[..Math.Min(record.Raw.Length, TextKept)]);
            rejected.Add(new RejectedLine(record.Path, record.Line, reason, text));
        }
    }
}
