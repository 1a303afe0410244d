namespace Trestle.Serving.PredictionLogs;

/// <summary>
/// Keeps the folder of the segments within its limits of size and age, by removing the oldest closed ones. Usually there are few, since
/// the server archives them; without a server this is what bounds the log. Segments of hosts that were killed count as closed.
/// </summary>
internal sealed class SegmentKeeper(string folder, long bytes, TimeSpan age, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long looked = clock.GetTimestamp();
    private long removed;

    /// <summary>Segments removed by this host although nobody had archived them.</summary>
    public long Removed => Interlocked.Read(ref removed);

    /// <summary>Bytes of all segments; 0 when there is no folder.</summary>
    public long Bytes => Segments().Sum(segment => segment.Length);

    /// <summary>Looks when a segment was closed, and once a minute.</summary>
    public void Keep(bool closed)
    {
        if (closed || clock.GetElapsedTime(looked) >= Pause)
        {
            looked = clock.GetTimestamp();
            Keep();
        }
    }

    private void Keep()
    {
        var segments = Segments();
        var total = segments.Sum(segment => segment.Length);
        var before = clock.GetUtcNow().UtcDateTime - age;
        foreach (var segment in segments)
        {
            if (total <= bytes && segment.Written >= before)
            {
                return;
            }

            if (TryRemove(segment.File))
            {
                total -= segment.Length;
                Interlocked.Increment(ref removed);
            }
        }
    }

    /// <summary>Removes a segment, unless a host writes it, or the server archives it just now.</summary>
    private static bool TryRemove(FileInfo segment)
    {
        try
        {
            using (new FileStream(segment.FullName, FileMode.Open, FileAccess.Read, FileShare.None))
            {
                segment.Delete();
            }

            Console.Error.WriteLine($"the prediction log is beyond its limits; removed its oldest segment {segment.Name}");
            return true;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The segments, the oldest first; their sizes as they are now, since a removed file has none.</summary>
    private IReadOnlyList<Segment> Segments()
    {
        try
        {
            return
            [
                .. new DirectoryInfo(folder).GetFiles().Where(file => file.Extension is ".journal" or ".open")
                    .Select(file => new Segment(file, file.Length, file.LastWriteTimeUtc))
                    .OrderBy(segment => segment.Written).ThenBy(segment => segment.File.Name, StringComparer.Ordinal),
            ];
        }
        catch (IOException)
        {
            // The folder is gone, or a file has just been archived; the writer tells the former.
            return [];
        }
    }

    private readonly record struct Segment(FileInfo File, long Length, DateTime Written);
}
