using System.Globalization;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Files;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>
/// The archived segments of a deployment, each a folder. One appears whole or not at all, and is taken away only while nobody reads:
/// readers hold a lock that they share.
/// </summary>
internal sealed class LogArchives(string folder)
{
    /// <summary>In the name of an archive that stands for several.</summary>
    public const char Joined = '+';

    private const string Making = ".part";
    private const string Going = ".gone";

    private string LockFile => Path.Combine(folder, "readers.lock");

    private string RemovedFile => Path.Combine(folder, "removed.json");

    /// <summary>The archive of a name.</summary>
    public string At(string name) => Path.Combine(folder, name);

    /// <summary>The archives, the oldest name first, without those that another one stands for.</summary>
    public IReadOnlyList<string> List()
    {
        var all = Folders().Where(path => Path.GetExtension(path) is not (Making or Going)).ToArray();
        var replaced = all.Where(path => path.Contains(Joined)).SelectMany(path => Describe(path).Replaces ?? []).ToHashSet();
        return [.. all.Where(path => !replaced.Contains(Path.GetFileName(path)))];
    }

    /// <summary>What an archive holds.</summary>
    public static LogSegment Describe(string archive) =>
        Documents.Read<LogSegment>(File.ReadAllBytes(Path.Combine(archive, Archiver.Description)));

    /// <summary>Bytes of an archive.</summary>
    public static long BytesOf(string archive) => new DirectoryInfo(archive).EnumerateFiles().Sum(file => file.Length);

    /// <summary>Makes an archive: whole, or not at all.</summary>
    public LogSegment Make(string name, Func<string, LogSegment> write)
    {
        var temporary = At($"{name}{Making}");
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }

        PrivateFiles.CreateFolder(folder);
        var made = write(temporary);
        File.WriteAllBytes(Path.Combine(temporary, Archiver.Description), Documents.WriteReadable(made));
        PrivateFiles.Protect(temporary);
        Directory.Move(temporary, At(name));
        return made;
    }

    /// <summary>The lock of readers; null when somebody takes archives away just now. Nothing to hold where there is no archive.</summary>
    public IDisposable? Hold()
    {
        if (!Directory.Exists(folder))
        {
            return new MemoryStream();
        }

        try
        {
            return PrivateFiles.Open(LockFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        }
        catch (UnauthorizedAccessException)
        {
            // Whoever may only read cannot make the file; it exists as soon as something was taken away.
            return new MemoryStream();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The lock for taking archives away; null while somebody reads.</summary>
    public IDisposable? TryAlone() => FileLock.TryTake(LockFile);

    /// <summary>Takes archives away; the caller holds <see cref="TryAlone"/>.</summary>
    public void Remove(IReadOnlyList<string> archives)
    {
        foreach (var archive in archives)
        {
            Directory.Move(archive, $"{archive}{Going}");
        }

        foreach (var gone in Folders().Where(path => Path.GetExtension(path) == Going))
        {
            Directory.Delete(gone, recursive: true);
        }
    }

    /// <summary>Archives that another one stands for, as a crash leaves them.</summary>
    public IReadOnlyList<string> Replaced() =>
        [.. Folders().Where(path => Path.GetExtension(path) is not (Making or Going)).Except(List())];

    /// <summary>The last request of each host whose predictions were deleted because of their age or the size of the log.</summary>
    public IReadOnlyDictionary<ulong, long> Removed() => !File.Exists(RemovedFile)
        ? new Dictionary<ulong, long>()
        : Documents.Read<Dictionary<string, long>>(File.ReadAllBytes(RemovedFile))
            .ToDictionary(
                entry => ulong.Parse(entry.Key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), entry => entry.Value);

    /// <summary>Remembers which predictions are deleted, so that their labels are told from those of no prediction.</summary>
    public void Remember(IEnumerable<LogSegment> gone)
    {
        var all = Removed().ToDictionary(entry => $"{entry.Key:x16}", entry => entry.Value);
        foreach (var segment in gone)
        {
            all[segment.Host] = Math.Max(all.GetValueOrDefault(segment.Host), segment.LastSequence);
        }

        AtomicFile.WriteStream(RemovedFile, stream => stream.Write(Documents.Write(all)));
    }

    private string[] Folders() =>
        !Directory.Exists(folder) ? [] : [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)];
}
