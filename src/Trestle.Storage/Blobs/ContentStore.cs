using Trestle.Core.Artifacts;
using Trestle.Core.Errors;

namespace Trestle.Storage.Blobs;

/// <summary>
/// Keeps content by its SHA-256: <c>store/ab/cdef…</c>. Content is whole or absent: it is written beside its place, flushed to
/// the disk, and renamed. Several processes may use one store at once; nothing in it is ever changed.
/// </summary>
public sealed class ContentStore(string folder)
{
    private readonly string incoming = Path.Combine(folder, "incoming");

    /// <summary>The path of content, whether it is there or not. To be read, never written.</summary>
    public string PathOf(ContentHash hash) => Path.Combine(folder, hash.ToString()[..2], hash.ToString()[2..]);

    /// <summary>Takes in bytes; content that is there already is left as it is.</summary>
    public ContentHash Put(ReadOnlySpan<byte> content)
    {
        var hash = ContentHash.Of(content);
        if (IsWhole(hash))
        {
            return hash;
        }

        var temporary = NewIncoming();
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            Place(temporary, hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(temporary, e);
        }

        return hash;
    }

    /// <summary>Takes in a file by moving it when it lies on the same file system, else by copying it.</summary>
    public ContentHash PutFile(string path)
    {
        using (var source = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read))
        {
            source.Flush(flushToDisk: true);
        }

        ContentHash hash;
        using (var source = File.OpenRead(path))
        {
            hash = ContentHash.Of(source);
        }

        if (IsWhole(hash))
        {
            File.Delete(path);
            return hash;
        }

        var temporary = NewIncoming();
        try
        {
            File.Move(path, temporary);
            Place(temporary, hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(temporary, e);
        }

        return hash;
    }

    /// <summary>
    /// Reads content and checks it against its hash. Content that is gone or damaged is error TR0132 or TR0133; damaged content is set
    /// aside, so that the unit of work that made it is run again.
    /// </summary>
    public byte[] Get(ContentHash hash)
    {
        var path = PathOf(hash);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrestleException(BlobErrors.Gone(hash, path), ExitCode.Mistake, e);
        }

        if (ContentHash.Of(content) == hash)
        {
            return content;
        }

        SetAside(path);
        throw new TrestleException(BlobErrors.Damaged(hash, path));
    }

    /// <summary>Whether content is there and matches its hash; damaged content is set aside.</summary>
    public bool IsWhole(ContentHash hash)
    {
        var path = PathOf(hash);
        if (!File.Exists(path))
        {
            return false;
        }

        using (var content = File.OpenRead(path))
        {
            if (ContentHash.Of(content) == hash)
            {
                return true;
            }
        }

        SetAside(path);
        return false;
    }

    /// <summary>The hashes of all content, in no particular order.</summary>
    public IEnumerable<ContentHash> All() => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateDirectories(folder)
            .Where(shelf => Path.GetFileName(shelf).Length == 2)
            .SelectMany(shelf => Directory.EnumerateFiles(shelf).Select(file => Path.GetFileName(shelf) + Path.GetFileName(file)))
            .Where(name => name.Length == 64 && name.All(char.IsAsciiHexDigitLower))
            .Select(ContentHash.Parse);

    private string NewIncoming()
    {
        try
        {
            Directory.CreateDirectory(incoming);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(BlobErrors.CannotWrite(folder, e.Message), ExitCode.Mistake, e);
        }

        return Path.Combine(incoming, $"{Environment.ProcessId}-{Path.GetRandomFileName()}");
    }

    private void Place(string temporary, ContentHash hash)
    {
        var path = PathOf(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(temporary, path, overwrite: true);
    }

    private TrestleException Failed(string temporary, Exception e)
    {
        if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }

        return new TrestleException(BlobErrors.CannotWrite(folder, e.Message), ExitCode.Mistake, e);
    }

    private static void SetAside(string path) => File.Move(path, path + ".damaged", overwrite: true);
}
