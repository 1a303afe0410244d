using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>
/// Joins the small archives of a host and a day, of which there is one every few minutes, so that a log of months stays quick to read.
/// An archive of several names those that it stands for; readers leave them out from the moment it appears.
/// </summary>
/// <param name="tables">Reads and writes the tables.</param>
/// <param name="archives">The archives.</param>
/// <param name="most">Most bytes of a joined archive, which is deleted as a whole one day.</param>
internal sealed class LogCompactor(TableEngine tables, LogArchives archives, long most)
{
    private const int Several = 16;
    private const int Part = 4;
    private const double DayMicroseconds = 86_400e6;

    /// <summary>Joins what is worth it; the joined ones are taken away as soon as nobody reads. Returns how many were.</summary>
    public int Compact(DateTimeOffset now, CancellationToken cancellation)
    {
        var today = Day(PredictionLogTime.Microseconds(now));
        var joined = 0;
        foreach (var group in archives.List().Select(path => new Small(path, LogArchives.Describe(path), LogArchives.BytesOf(path)))
            .Where(archive => archive.Bytes < most / Part && IsOfToday(archive.Path, archive.Segment))
            .GroupBy(archive => (archive.Segment.Host, Day: Day(archive.Segment.To))))
        {
            foreach (var parts in Fitting([.. group.OrderBy(archive => archive.Segment.From)]))
            {
                cancellation.ThrowIfCancellationRequested();
                if (parts.Count >= (group.Key.Day < today ? 2 : Several))
                {
                    Join(parts, cancellation);
                    joined += parts.Count;
                }
            }
        }

        if (archives.Replaced() is { Count: > 0 } replaced && archives.TryAlone() is { } alone)
        {
            using (alone)
            {
                archives.Remove(replaced);
            }
        }

        return joined;
    }

    /// <summary>Neighbours that together are not too large.</summary>
    private IEnumerable<IReadOnlyList<Small>> Fitting(IReadOnlyList<Small> archives)
    {
        var parts = new List<Small>();
        foreach (var archive in archives)
        {
            if (parts.Sum(part => part.Bytes) + archive.Bytes > most)
            {
                yield return parts;
                parts = [];
            }

            parts.Add(archive);
        }

        yield return parts;
    }

    private static double Day(double microseconds) => Math.Floor(microseconds / DayMicroseconds);

    /// <summary>Whether its tables have the columns of this version; others stay as they are until they are deleted.</summary>
    private bool IsOfToday(string path, LogSegment segment) =>
        (segment.Labels == 0 || HasColumns(path, Archiver.LabelsFile, LogTable.LabelSchema))
        && (segment.Refusals == 0 || HasColumns(path, Archiver.RefusalsFile, LogTable.RefusalSchema));

    private bool HasColumns(string path, string file, RowSchema schema) =>
        tables.Open(Path.Combine(path, file), CancellationToken.None).Schema.Equals(schema);

    private void Join(IReadOnlyList<Small> parts, CancellationToken cancellation)
    {
        var name = $"{Path.GetFileName(parts[0].Path).Split(LogArchives.Joined)[0]}{LogArchives.Joined}"
            + Path.GetFileName(parts[^1].Path).Split(LogArchives.Joined)[^1];
        archives.Make(name, temporary =>
        {
            Directory.CreateDirectory(temporary);
            var predictions = parts.SelectMany(part => Enumerable.Range(0, part.Segment.Tables)
                    .Select(table => tables.Open(Path.Combine(part.Path, Archiver.PredictionsFile(table)), cancellation)))
                .GroupBy(table => table.Schema).ToArray();
            foreach (var (group, at) in predictions.Select((group, at) => (group, at)))
            {
                Write(group.Key, group, Path.Combine(temporary, Archiver.PredictionsFile(at)));
            }

            Copy(part => part.Labels, Archiver.LabelsFile, LogTable.LabelSchema);
            Copy(part => part.Refusals, Archiver.RefusalsFile, LogTable.RefusalSchema);
            return Sum(parts, predictions.Length);

            void Copy(Func<LogSegment, long> count, string file, RowSchema schema)
            {
                var holding = parts.Where(part => count(part.Segment) > 0).ToArray();
                if (holding.Length > 0)
                {
                    Write(
                        schema, holding.Select(part => tables.Open(Path.Combine(part.Path, file), cancellation)),
                        Path.Combine(temporary, file));
                }
            }

            void Write(RowSchema schema, IEnumerable<ParquetTable> from, string file) => tables.Write(
                schema, from.SelectMany(table => table.Scan(null, null, cancellation)), file, cancellation);
        });
    }

    private static LogSegment Sum(IReadOnlyList<Small> parts, int tables)
    {
        var segments = parts.Select(part => part.Segment).ToArray();
        var predicted = segments.Where(segment => segment.LastSequence > 0).ToArray();
        return new LogSegment
        {
            Host = segments[0].Host,
            From = segments.Min(segment => segment.From),
            To = segments.Max(segment => segment.To),
            FirstSequence = predicted.Length == 0 ? 0 : predicted.Min(segment => segment.FirstSequence),
            LastSequence = segments.Max(segment => segment.LastSequence),
            Predictions = segments.Sum(segment => segment.Predictions),
            Labels = segments.Sum(segment => segment.Labels),
            Refusals = segments.Sum(segment => segment.Refusals),
            Lost = segments.Sum(segment => segment.Lost),
            Tables = tables,
            Replaces = [.. parts.Select(part => Path.GetFileName(part.Path))],
        };
    }

    private sealed record Small(string Path, LogSegment Segment, long Bytes);
}
