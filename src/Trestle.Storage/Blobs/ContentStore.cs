using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

using Trestle.Core.Artifacts;
using Trestle.Storage.Files;

namespace Trestle.Storage.Blobs;

/// <summary>
/// Stores content by its SHA-256: <c>store/ab/cdef…</c>. Content is complete or absent: it is written to a temporary file, flushed to
/// disk, and renamed. Several processes may use one store at once; its content never changes. A full disk and a folder that is not
/// writable are errors TR0044 and TR0043. With a shared store behind it, content of other machines is fetched, and own content is sent
/// there before it goes on record.
/// </summary>
public sealed class ContentStore(string folder, ISharedStore? shared = null)
{
    private const int AtOnce = 8;

    private readonly string incoming = Path.Combine(folder, "incoming");

    /// <summary>Files already hashed, with their size and time: an unchanged one is not hashed again by this process.</summary>
    private readonly ConcurrentDictionary<ContentHash, (DateTime Written, long Bytes)> checkedFiles = new();

    /// <summary>Content that is known to be in the shared store, too: it is not asked again.</summary>
    private readonly ConcurrentDictionary<ContentHash, bool> inShared = new();

    /// <summary>The store that several machines share; null when there is none.</summary>
    public ISharedStore? Shared => shared;

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
    /// <param name="path">The file.</param>
    /// <param name="known">Its hash; null to find it.</param>
    public ContentHash PutFile(string path, ContentHash? known = null)
    {
        return TakeIn(path, (temporary, source) =>
        {
            File.Move(source, temporary);
            var hash = known ?? HashOf(temporary);
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

    /// <summary>Whether content is here, or in the shared store. What is here is only looked for, not read.</summary>
    public async Task<bool> HasAnywhereAsync(ContentHash hash, CancellationToken cancellation) =>
        File.Exists(PathOf(hash)) || (shared is not null && await shared.HasAsync(hash, cancellation).ConfigureAwait(false));

    /// <summary>Sends content to the shared store, if there is one and it lacks it. Content that is not here is not sent.</summary>
    public async Task ShareAsync(IEnumerable<ContentHash> hashes, CancellationToken cancellation)
    {
        if (shared is null)
        {
            return;
        }

        await EachAsync(hashes.Where(hash => !inShared.ContainsKey(hash)), async (hash, token) =>
        {
            if (File.Exists(PathOf(hash)) && !await shared.HasAsync(hash, token).ConfigureAwait(false))
            {
                await shared.SendAsync(hash, PathOf(hash), token).ConfigureAwait(false);
            }

            inShared[hash] = true;
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Brings content here that is missing or damaged, as far as the shared store has it. Error TR0095 when that has other bytes under its
    /// name.
    /// </summary>
    public async Task FetchAsync(IEnumerable<ContentHash> hashes, CancellationToken cancellation)
    {
        if (shared is null)
        {
            return;
        }

        await EachAsync(hashes.Where(hash => !IsWhole(hash)), async (hash, token) =>
        {
            var temporary = NewIncoming();
            try
            {
                if (!await shared.FetchAsync(hash, temporary, token).ConfigureAwait(false))
                {
                    return;
                }

                if (HashOf(temporary) != hash)
                {
                    throw StorageErrors.SharedDamaged(shared.Name, hash).Thrown();
                }

                Place(temporary, hash);
                inShared[hash] = true;
            }
            catch (Exception e) when (AtomicFile.Explain(folder, e) is { } problem)
            {
                throw problem.Thrown(e);
            }
            finally
            {
                File.Delete(temporary);
            }
        }, cancellation).ConfigureAwait(false);
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

    /// <summary>Stores a copy of a file whose hash is known; the copy is whole or absent.</summary>
    internal async Task CopyInAsync(ContentHash hash, string file, CancellationToken cancellation)
    {
        var temporary = NewIncoming();
        try
        {
            await using (var from = File.OpenRead(file))
            await using (var to = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await from.CopyToAsync(to, cancellation).ConfigureAwait(false);
            }

            Place(temporary, hash);
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

    private static Task EachAsync(
        IEnumerable<ContentHash> hashes, Func<ContentHash, CancellationToken, Task> work, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            hashes.Distinct(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (hash, token) => await work(hash, token).ConfigureAwait(false));

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

    private static ContentHash HashOf(string path) => ContentHash.OfFile(path, CancellationToken.None);

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
