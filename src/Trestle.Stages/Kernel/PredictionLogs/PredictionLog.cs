using Trestle.Rows.PredictionLogs;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>
/// The predictions of a deployment's hosts: the segments of their prediction logs, and the archive of Parquet tables that finished
/// segments become. A record is in one of the two at any time, and is read once.
/// </summary>
/// <param name="folder">The deployment's folder.</param>
public sealed class PredictionLog(string folder)
{
    private const long LargestArchive = 64L << 20;
    private const int LeastArchives = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly LogArchives archives = new(Path.Combine(folder, "log"));

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
            var name = Path.GetFileNameWithoutExtension(path);
            if (Directory.Exists(archives.At(name)))
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

            archived.Add(archives.Make(name, temporary => new Archiver(tables, temporary).Archive(own, cancellation)));
            File.Delete(path);
        }

        return archived;
    }

    /// <summary>What the archived segments hold, the oldest first.</summary>
    public IReadOnlyList<LogSegment> Archived() =>
        [.. archives.List().Select(LogArchives.Describe).OrderBy(segment => segment.From)];

    /// <summary>
    /// Joins small archives of the same host and day. Like <see cref="Keep"/> it is for one process at a time; readers do not notice.
    /// </summary>
    /// <param name="tables">Reads and writes the tables.</param>
    /// <param name="keep">How much is kept: an archive is deleted as a whole, so it is a small part of that.</param>
    /// <param name="now">The time; a day that is over gets no further archives.</param>
    /// <param name="cancellation">Stops between two of them.</param>
    public int Compact(TableEngine tables, KeepSettings keep, DateTimeOffset now, CancellationToken cancellation) =>
        new LogCompactor(tables, archives, Math.Min(LargestArchive, keep.Size.Bytes / LeastArchives)).Compact(now, cancellation);

    /// <summary>
    /// Deletes the oldest archives beyond an age and a size. While somebody reads nothing is deleted; the next call does it. Returns what
    /// was deleted.
    /// </summary>
    public IReadOnlyList<LogSegment> Keep(KeepSettings keep, DateTimeOffset now)
    {
        var known = archives.List().Select(path => (Path: path, Segment: LogArchives.Describe(path), Bytes: LogArchives.BytesOf(path)))
            .OrderBy(archive => archive.Segment.To).ToArray();
        var before = PredictionLogTime.Microseconds(now - keep.Age);
        var total = Bytes;
        var gone = known.TakeWhile(archive =>
        {
            var beyond = total > keep.Size.Bytes || archive.Segment.To < before;
            total -= beyond ? archive.Bytes : 0;
            return beyond;
        }).ToArray();
        if (gone.Length == 0 || archives.TryAlone() is not { } alone)
        {
            return [];
        }

        using (alone)
        {
            LogSegment[] segments = [.. gone.Select(archive => archive.Segment)];
            archives.Remember(segments);
            archives.Remove([.. gone.Select(archive => archive.Path)]);
            return segments;
        }
    }

    /// <summary>Bytes of the segments and the archive.</summary>
    public long Bytes => Segments().Sum(LengthOf) + archives.List().Sum(LogArchives.BytesOf);

    /// <summary>Whether hosts have a place to write to.</summary>
    public bool Exists => Directory.Exists(SegmentFolder);

    /// <summary>Whether there may be something to archive.</summary>
    public bool HasClosed => Segments().Length > 1 || Segments().Any(path => Path.GetExtension(path) == ".journal");

    /// <summary>Its disk; null when there is no log.</summary>
    public LogDisk? Disk => LogDisk.Of(SegmentFolder);

    /// <summary>A view of everything logged so far, to be disposed of.</summary>
    public LogReader Read(TableEngine tables, CancellationToken cancellation)
    {
        while (true)
        {
            // Segments first: one that is archived between the two listings is then seen as archived.
            var hold = archives.Hold();
            var segments = Segments();
            var open = segments.Where(path => !Directory.Exists(archives.At(Path.GetFileNameWithoutExtension(path))))
                .Select(path => Open(path, FileShare.ReadWrite | FileShare.Delete)).ToArray();
            if (hold is not null && !open.Contains(null))
            {
                return new LogReader(tables, archives, open!, hold);
            }

            // One is being archived, or was renamed, or archives are taken away: look again when that is done.
            hold?.Dispose();
            foreach (var stream in open)
            {
                stream?.Dispose();
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private string[] Segments() => !Directory.Exists(SegmentFolder) ? [] :
        [
            .. Directory.GetFiles(SegmentFolder).Where(
                path => Path.GetExtension(path) is ".journal" or ".open").Order(StringComparer.Ordinal)];

    /// <summary>The length of a file; 0 when it has just been archived.</summary>
    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

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
