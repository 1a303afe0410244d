using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

using Trestle.Core.Artifacts;
using Trestle.Storage.Files;

namespace Trestle.Storage.Blobs;

/// <summary>
/// Stores content by its SHA-256: <c>store/ab/cdef…</c>. Content is complete or absent: it is written to a temporary file, flushed to
/// disk, and renamed. Several processes may use one store at once; its content never changes. A full disk and a folder that is not
/// writable are errors TR0044 and TR0043.
/// </summary>
public sealed class ContentStore(string folder)
{
    private readonly string incoming = Path.Combine(folder, "incoming");

    /// <summary>Files already hashed, with their size and time: an unchanged one is not hashed again by this process.</summary>
    private readonly ConcurrentDictionary<ContentHash, (DateTime Written, long Bytes)> checkedFiles = new();

    /// <summary>The path of content, whether it exists or not. To be read, never written.</summary>
    public string PathOf(ContentHash hash) => Path.Combine(folder, hash.ToString()[..2], hash.ToString()[2..]);

    /// <summary>Stores bytes; existing content is left as it is.</summary>
    public ContentHash Put(ReadOnlySpan<byte> content)
    {
        var hash = ContentHash.Of(content);
        if (IsWhole(hash))
        {
            return hash;
        }

        return TakeIn(content, (temporary, bytes) =>
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
            }

            Place(temporary, hash);
            return hash;
        });
    }

    /// <summary>Stores a file by moving it when it is on the same file system, else by copying it; it is gone afterwards.</summary>
    public ContentHash PutFile(string path)
    {
        return TakeIn(path, (temporary, source) =>
        {
            File.Move(source, temporary);
            var hash = HashOf(temporary);
            if (!IsWhole(hash))
            {
                Place(temporary, hash);
            }

            return hash;
        });
    }

    /// <summary>
    /// Reads content and checks it against its hash. Missing or damaged content is error TR0047; damaged content is set aside, so that
    /// the unit of work that made it runs again.
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
            throw StorageErrors.ContentLost(hash, path, damaged: false).Thrown(e);
        }

        if (ContentHash.Of(content) == hash)
        {
            return content;
        }

        SetAside(path);
        throw StorageErrors.ContentLost(hash, path, damaged: true).Thrown();
    }

    /// <summary>
    /// Whether content is there and matches its hash; damaged content is set aside. A file is hashed once, and again when its
    /// size or its time of writing has changed.
    /// </summary>
    public bool IsWhole(ContentHash hash)
    {
        var file = new FileInfo(PathOf(hash));
        if (!file.Exists)
        {
            return false;
        }

        var look = (file.LastWriteTimeUtc, file.Length);
        if (checkedFiles.TryGetValue(hash, out var known) && known == look)
        {
            return true;
        }

        if (HashOf(file.FullName) != hash)
        {
            SetAside(file.FullName);
            return false;
        }

        checkedFiles[hash] = look;
        return true;
    }

    /// <summary>The hashes of all content, in no particular order.</summary>
    public IEnumerable<ContentHash> All() => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateDirectories(folder)
            .Where(shelf => Path.GetFileName(shelf).Length == 2)
            .SelectMany(shelf => Directory.EnumerateFiles(shelf).Select(file => Path.GetFileName(shelf) + Path.GetFileName(file)))
            .Where(name => name.Length == 64 && name.All(char.IsAsciiHexDigitLower))
            .Select(ContentHash.Parse);

    /// <summary>Removes unfinished files of processes of this machine that are gone; returns how many files.</summary>
    public int RemoveLeftovers()
    {
        var left = Directory.Exists(incoming) ? Directory.GetFiles(incoming, Sender("*")).Where(IsOrphan).ToList() : [];
        left.ForEach(File.Delete);
        return left.Count;
    }

    private static string Sender(string process) => $"{Environment.MachineName}@{process}@*";

    private static bool IsOrphan(string path)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(Path.GetFileName(path).Split('@')[1], CultureInfo.InvariantCulture));
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static ContentHash HashOf(string path)
    {
        using var content = File.OpenRead(path);
        return ContentHash.Of(content);
    }

    /// <summary>Lets content be written to a temporary file and moves it into place; explains errors of the disk.</summary>
    private ContentHash TakeIn<T>(T content, Func<string, T, ContentHash> write)
        where T : allows ref struct
    {
        var temporary = NewIncoming();
        try
        {
            return write(temporary, content);
        }
        catch (Exception e) when (AtomicFile.Explain(folder, e) is { } problem)
        {
            throw problem.Thrown(e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private string NewIncoming()
    {
        try
        {
            PrivateFiles.CreateFolder(incoming);
        }
        catch (Exception e) when (AtomicFile.Explain(folder, e) is { } problem)
        {
            throw problem.Thrown(e);
        }

        return Path.Combine(incoming, $"{Environment.MachineName}@{Environment.ProcessId}@{Path.GetRandomFileName()}");
    }

    private void Place(string temporary, ContentHash hash)
    {
        AtomicFile.Flush(temporary);
        var path = PathOf(hash);
        PrivateFiles.Inherit(temporary, PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!).FullName);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Another process may have set it aside already.</summary>
    private static void SetAside(string path)
    {
        try
        {
            File.Move(path, path + ".damaged", overwrite: true);
        }
        catch (FileNotFoundException) when (!File.Exists(path))
        {
        }
    }
}
