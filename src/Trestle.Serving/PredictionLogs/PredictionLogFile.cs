namespace Trestle.Serving.PredictionLogs;

/// <summary>
/// The segment that is being written, <c>host-number.open</c>, and after it is closed <c>host-number.journal</c>. While it is
/// written its lock is held, to distinguish it from one whose host is gone. Bytes are handed to the operating system at once; a batch
/// that was written only in part on a full disk is cut off again.
/// </summary>
/// <remarks>
/// A file that is removed can still be written, and nothing would ever be read. So before each write it is checked that the segment
/// is where it should be. A folder that is gone is not made again, since it may be a disk that is missing; once it is back, the removed
/// segment is written again from the open file.
/// </remarks>
internal sealed class PredictionLogFile(string folder, ulong host) : IDisposable
{
    /// <summary>Bytes of a segment without a record.</summary>
    public const int Empty = 16;

    private const UnixFileMode ReadAndWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private FileStream? stream;
    private bool made;
    private int number;

    /// <summary>Bytes of the segment so far.</summary>
    public long Length { get; private set; }

    /// <summary>Writes bytes, all or none; none only checks that they could be written.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Check();
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

        Check();
        stream.Flush(flushToDisk: true);
        File.Move(stream.Name, Path.ChangeExtension(stream.Name, ".journal"));
        stream.Dispose();
        stream = null;
        Length = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => stream?.Dispose();

    private void Check()
    {
        if (stream is not null && File.Exists(stream.Name))
        {
            return;
        }

        if (!made)
        {
            Directory.CreateDirectory(folder);
            made = true;
        }
        else if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"the folder '{folder}' is gone");
        }

        if (stream is not null)
        {
            Rescue(stream);
        }
    }

    /// <summary>Writes a removed segment again; it stays readable as long as it is open.</summary>
    private void Rescue(FileStream removed)
    {
        var next = Open();
        try
        {
            removed.Position = 0;
            removed.CopyTo(next);
        }
        catch (IOException)
        {
            next.Dispose();
            File.Delete(next.Name);
            throw;
        }

        stream = next;
        removed.Dispose();
    }

    private FileStream Open()
    {
        number++;
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            // Nobody reads a segment who may not read its folder.
            options.UnixCreateMode = File.GetUnixFileMode(folder) & ReadAndWrite;
        }

        return new FileStream(Path.Combine(folder, $"{host:x16}-{number:D6}.open"), options);
    }
}
