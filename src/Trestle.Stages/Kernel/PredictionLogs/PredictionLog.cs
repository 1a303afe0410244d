using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>
/// The predictions of a deployment's hosts: the segments of their prediction logs, and the archive of Parquet tables that finished
/// segments become. A record is in one of the two at any time, and is read once.
/// </summary>
/// <param name="folder">The deployment's folder.</param>
public sealed class PredictionLog(string folder)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Where hosts write.</summary>
    public string SegmentFolder => Path.Combine(folder, "journal");

    /// <summary>Where finished segments are archived, each in a folder of its own.</summary>
    public string ArchiveFolder => Path.Combine(folder, "log");

    /// <summary>
    /// Archives the segments that no host writes any more, and returns what they hold. After a crash in between, readers see either the
    /// segment or its archive, never both and never neither.
    /// </summary>
    public IReadOnlyList<LogSegment> Archive(TableEngine tables, CancellationToken cancellation)
    {
        var archived = new List<LogSegment>();
        foreach (var path in Segments())
        {
            cancellation.ThrowIfCancellationRequested();
            var target = ArchiveOf(path);
            if (Directory.Exists(target))
            {
                File.Delete(path);
                continue;
            }

            using var own = Open(path, FileShare.None);
            if (own is null)
            {
                // Its host still writes it, or another process reads or archives it.
                continue;
            }

            var temporary = $"{target}.part";
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }

            archived.Add(new Archiver(tables, temporary).Archive(own, cancellation));
            Directory.Move(temporary, target);
            File.Delete(path);
        }

        return archived;
    }

    /// <summary>What the archived segments hold, the oldest first.</summary>
    public IReadOnlyList<LogSegment> Archived() =>
        [.. Archives().Select(Describe).OrderBy(segment => segment.From)];

    /// <summary>A view of everything logged so far, to be disposed of.</summary>
    public LogReader Read(TableEngine tables, CancellationToken cancellation)
    {
        while (true)
        {
            // Segments first: one that is archived between the two listings is then seen as archived.
            var segments = Segments();
            var archives = Archives();
            var known = archives.Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
            var open = segments.Where(path => !known.Contains(Path.GetFileNameWithoutExtension(path)))
                .Select(path => Open(path, FileShare.ReadWrite | FileShare.Delete)).ToArray();
            if (!open.Contains(null))
            {
                return new LogReader(tables, archives, open!);
            }

            // One is being archived, or was renamed: look again when that is done.
            foreach (var stream in open)
            {
                stream?.Dispose();
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    internal static LogSegment Describe(string archive) =>
        Documents.Read<LogSegment>(File.ReadAllBytes(Path.Combine(archive, Archiver.Description)));

    private string ArchiveOf(string segment) => Path.Combine(ArchiveFolder, Path.GetFileNameWithoutExtension(segment));

    private string[] Segments() => !Directory.Exists(SegmentFolder) ? [] :
        [
            .. Directory.GetFiles(SegmentFolder).Where(
                path => Path.GetExtension(path) is ".journal" or ".open").Order(StringComparer.Ordinal)];

    private string[] Archives() => !Directory.Exists(ArchiveFolder) ? [] :
        [.. Directory.GetDirectories(ArchiveFolder).Where(path => Path.GetExtension(path) != ".part").Order(StringComparer.Ordinal)];

    /// <summary>The open file; null when it is not there any more, or is locked.</summary>
    private static FileStream? Open(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, share, 1 << 18, FileOptions.SequentialScan);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
