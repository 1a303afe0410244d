namespace Trestle.Serving.PredictionLogs;

/// <summary>
/// The segment that is being written, <c>host-number.open</c>, and after it is closed <c>host-number.journal</c>. While it is
/// written its lock is held, to distinguish it from one whose host is gone. Bytes are handed to the operating system at once; a batch
/// that was written only in part on a full disk is cut off again.
/// </summary>
internal sealed class PredictionLogFile(string folder, ulong host) : IDisposable
{
    /// <summary>Bytes of a segment without a record.</summary>
    public const int Empty = 16;

    private FileStream? stream;
    private int number;

    /// <summary>Bytes of the segment so far.</summary>
    public long Length { get; private set; }

    /// <summary>Writes bytes, all or none.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var file = stream ??= Open();
        file.Position = Length;
        try
        {
            file.Write(bytes);
        }
        catch (IOException)
        {
            file.SetLength(Length);
            throw;
        }

        Length += bytes.Length;
    }

    /// <summary>Ends the segment; the next bytes start another.</summary>
    public void Close()
    {
        if (stream is null)
        {
            return;
        }

        stream.Flush(flushToDisk: true);
        if (File.Exists(stream.Name))
        {
            // Otherwise somebody has removed it, and there is nothing left to wait for.
            File.Move(stream.Name, Path.ChangeExtension(stream.Name, ".journal"));
        }

        stream.Dispose();
        stream = null;
        Length = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => stream?.Dispose();

    private FileStream Open()
    {
        Directory.CreateDirectory(folder);
        number++;
        return new FileStream(
            Path.Combine(folder, $"{host:x16}-{number:D6}.open"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }
}
