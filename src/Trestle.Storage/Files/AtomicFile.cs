using Trestle.Core.Errors;

namespace Trestle.Storage.Files;

/// <summary>Writes files completely or not at all: to a temporary file first, flushed to disk, then renamed.</summary>
public static class AtomicFile
{
    private const int DiskFullOnUnix = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int QuotaOnUnix = 122;

    /// <summary>
    /// Gives <paramref name="write"/> a temporary path in the folder of <paramref name="path"/> and moves the result into place, no more
    /// open to others than the folder, or than the file that it replaces; when it throws, nothing is left. A full disk and a missing or
    /// closed folder are <see cref="TrestleException"/>s.
    /// </summary>
    public static void Write(string path, Action<string> write)
    {
        var full = Path.GetFullPath(path);
        var temporary = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            write(temporary);
            PrivateFiles.Inherit(temporary, Path.GetDirectoryName(full)!);
            if (File.Exists(full))
            {
                PrivateFiles.Inherit(temporary, full);
            }

            Flush(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception exception) when (Explain(path, exception) is { } problem)
        {
            throw problem.Thrown(exception);
        }
        finally
        {
            Discard(temporary);
        }
    }

    /// <summary>Writes a stream; see <see cref="Write(string, Action{string})"/>.</summary>
    public static void WriteStream(string path, Action<Stream> write) => Write(path, temporary =>
    {
        using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        write(stream);
    });

    /// <summary>What went wrong with a path, for people; null when it was not the file system.</summary>
    internal static Problem? Explain(string path, Exception exception) => exception switch
    {
        IOException { HResult: DiskFullOnUnix or DiskFullOnWindows or QuotaOnUnix } => StorageErrors.DiskFull(path),
        UnauthorizedAccessException or DirectoryNotFoundException or PathTooLongException =>
            StorageErrors.Unwritable(path, exception.Message),
        IOException => StorageErrors.Unwritable(path, exception.Message),
        _ => null,
    };

    /// <summary>Waits until a file is on disk.</summary>
    internal static void Flush(string path)
    {
        using var written = new FileStream(path, FileMode.Open, FileAccess.Write);
        written.Flush(flushToDisk: true);
    }

    private static void Discard(string temporary)
    {
        if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }
    }
}
