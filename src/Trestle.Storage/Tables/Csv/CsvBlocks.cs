using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text;

namespace Trestle.Storage.Tables.Csv;

/// <summary>How a file is cut for several cores; what is read does not depend on it.</summary>
/// <param name="Bytes">Size of a piece of text.</param>
/// <param name="Ahead">Pieces that are read ahead.</param>
internal readonly record struct CsvCut(int Bytes, int Ahead)
{
    /// <summary>Some pieces for each core.</summary>
    public static CsvCut For(int threads) => new(1 << 20, threads * 2);
}

/// <summary>
/// The blocks of one file in order. Its text is cut into pieces, which are parsed at the same time, each from where a record seems to
/// begin. What a record is depends on the text from its start alone: so where the records before a piece end exactly at that start, its
/// rows are those of a reader from the beginning; where they do not, it is parsed again from the true start.
/// </summary>
internal sealed class CsvBlocks : IDisposable
{
    private const int KeptPieces = 4;

    private readonly CsvLayout layout;
    private readonly CsvCut cut;
    private readonly Stream stream;
    private readonly CancellationTokenSource stop;
    private readonly BlockingCollection<Task<CsvBlock>> parsed;
    private readonly ConcurrentBag<CsvBlock> free = [];
    private readonly Queue<CsvBlock> ready = new();
    private readonly Task reader;
    private volatile Exception? failure;
    private byte[] rest = [];
    private long line;
    private long offset;

    public CsvBlocks(CsvLayout layout, CsvCut cut, CancellationToken cancellation)
    {
        (this.layout, this.cut, line, offset) = (layout, cut, layout.Line, layout.Start);
        (stream, _) = TranscodedFile.Open(layout.Path, layout.Encoding);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        parsed = new BlockingCollection<Task<CsvBlock>>(cut.Ahead);
        reader = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The next block, or null at the end of the file.</summary>
    public CsvBlock? Next()
    {
        while (ready.Count == 0)
        {
            if (parsed.TryTake(out var next, Timeout.Infinite, stop.Token))
            {
                Join(next.GetAwaiter().GetResult());
            }
            else if (failure is { } exception)
            {
                Throw(exception);
            }
            else
            {
                return null;
            }
        }

        return ready.Dequeue();
    }

    /// <summary>Takes back a block that is no longer needed.</summary>
    public void Release(CsvBlock block)
    {
        if (block.Capacity <= KeptPieces * cut.Bytes)
        {
            free.Add(block);
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        reader.Wait(CancellationToken.None);
        stream.Dispose();
        parsed.Dispose();
        stop.Dispose();
    }

    /// <summary>Cuts the file into pieces, after a line end where there is one, and has them parsed.</summary>
    private void Read()
    {
        try
        {
            stream.ReadExactly(new byte[layout.Start]);
            byte[] carried = [];
            var (first, whole) = (true, false);
            while (!whole)
            {
                var block = free.TryTake(out var used) ? used : new CsvBlock(layout);
                var buffer = block.Buffer(carried.Length + cut.Bytes);
                carried.CopyTo(buffer, 0);
                var read = stream.ReadAtLeast(buffer.AsSpan(carried.Length, cut.Bytes), cut.Bytes, throwOnEndOfStream: false);
                whole = read < cut.Bytes;
                var text = buffer.AsSpan(0, carried.Length + read);
                var length = whole ? text.Length : CutAt(text);
                carried = text[length..].ToArray();
                block.Set(length, whole);
                var begins = first;
                parsed.Add(Task.Run(() => block.ParseFrom(begins), stop.Token), stop.Token);
                first = false;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody waits for the rest.
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        finally
        {
            parsed.CompleteAdding();
        }
    }

    private void Throw(Exception exception)
    {
        switch (exception)
        {
            case DecoderFallbackException:
                throw StorageErrors.WrongEncoding(layout.Path, layout.Encoding, line, offset).Thrown(exception);
            case InvalidDataException:
                throw StorageErrors.Unreadable(layout.Path, exception.Message).Thrown(exception);
            default:
                ExceptionDispatchInfo.Throw(exception);
                break;
        }
    }

    private void Join(CsvBlock block)
    {
        if (block.Bad >= 0)
        {
            var at = line + CsvParser.LineEnds([.. rest, .. block.Text[..block.Bad]]);
            throw new NotUtf8Exception(layout.Path, layout.Encoding, at, offset + block.Bad);
        }

        offset += block.Text.Length;
        if (rest.Length + block.Start == 0)
        {
            Hand(block);
        }
        else if (Seam(block) is { } seam)
        {
            Hand(seam);
            Hand(block);
        }
        else
        {
            Hand(Again(block));
            Release(block);
        }
    }

    private void Hand(CsvBlock block)
    {
        block.Line = line;
        line += block.Lines;
        rest = block.Rest.ToArray();
        ready.Enqueue(block);
    }

    /// <summary>The records before those of a block; null where the last of them does not end where the block begins.</summary>
    private CsvBlock? Seam(CsvBlock block)
    {
        var length = rest.Length + block.Start;
        var seam = Joined(block, Math.Min(block.Start + 1, block.Text.Length));
        seam.Parse(length);
        return seam.Stop == length ? seam : null;
    }

    /// <summary>The records from where the block before ended.</summary>
    private CsvBlock Again(CsvBlock block)
    {
        var again = Joined(block, block.Text.Length);
        again.Parse(again.Text.Length);
        while (again.Rest.Length > CsvOptions.MaxRecordBytes)
        {
            if (!again.GiveUp())
            {
                throw StorageErrors.RecordTooLong(layout.Path, line + again.Lines, CsvOptions.MaxRecordBytes).Thrown();
            }

            again.Parse(again.Text.Length);
        }

        return again;
    }

    private CsvBlock Joined(CsvBlock block, int length)
    {
        var joined = new CsvBlock(layout);
        var buffer = joined.Buffer(rest.Length + length);
        rest.CopyTo(buffer, 0);
        block.Text[..length].CopyTo(buffer.AsSpan(rest.Length));
        joined.Set(rest.Length + length, block.Whole && length == block.Text.Length);
        return joined;
    }

    /// <summary>After the last line end that is surely one, else before a character that is not complete.</summary>
    private static int CutAt(ReadOnlySpan<byte> text)
    {
        if (text is [.., (byte)'\n'])
        {
            return text.Length;
        }

        var end = text[..^1].LastIndexOfAny((byte)'\n', (byte)'\r');
        return end >= 0 ? end + 1 : text.Length - Unfinished(text);
    }

    /// <summary>Bytes at the end that start a character without finishing it.</summary>
    public static int Unfinished(ReadOnlySpan<byte> utf8)
    {
        for (var back = 1; back <= Math.Min(3, utf8.Length); back++)
        {
            var lead = utf8[^back];
            if (lead >= 0xC0)
            {
                return (lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2) > back ? back : 0;
            }
        }

        return 0;
    }
}
