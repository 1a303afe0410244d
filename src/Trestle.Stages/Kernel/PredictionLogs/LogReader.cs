using Trestle.Rows.PredictionLogs;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>Reads archived and open segments alike.</summary>
public sealed class LogReader : IDisposable
{
    private readonly TableEngine tables;
    private readonly IReadOnlyList<string> archives;
    private readonly IReadOnlyList<FileStream> segments;
    private readonly IDisposable hold;

    internal LogReader(TableEngine tables, LogArchives archives, IReadOnlyList<FileStream> segments, IDisposable hold)
    {
        this.tables = tables;
        this.archives = archives.List();
        this.segments = segments;
        this.hold = hold;
        Removed = archives.Removed();
    }

    /// <summary>The last request of each host whose predictions were deleted because of their age or the size of the log.</summary>
    public IReadOnlyDictionary<ulong, long> Removed { get; }

    /// <summary>
    /// The predictions from a time (inclusive) to another (exclusive), in microseconds since 1970, in blocks of one schema each. Memory
    /// does not grow with their number.
    /// </summary>
    public IEnumerable<LoggedBlock> Predictions(double from, double to, CancellationToken cancellation)
    {
        foreach (var archive in archives)
        {
            var segment = LogArchives.Describe(archive);
            if (segment.To < from || segment.From >= to)
            {
                continue;
            }

            for (var i = 0; i < segment.Tables; i++)
            {
                foreach (var rows in tables.Open(Path.Combine(archive, Archiver.PredictionsFile(i)), cancellation)
                    .Scan(null, null, cancellation))
                {
                    if (Within(LogTable.FromRows(rows), from, to) is { } block)
                    {
                        yield return block;
                    }
                }
            }
        }

        var collectors = new List<Collector>();
        foreach (var record in Records(cancellation).OfType<PredictionRecord>())
        {
            if (Collector.For(collectors, record).Add(record) is { } full && Within(full, from, to) is { } block)
            {
                yield return block;
            }
        }

        foreach (var rest in collectors.Select(collector => collector.Flush()).OfType<LoggedBlock>())
        {
            if (Within(rest, from, to) is { } block)
            {
                yield return block;
            }
        }
    }

    /// <summary>All labels since a time, which must not be later than the predictions that they are for.</summary>
    public LabelStore Labels(double from, CancellationToken cancellation) => Labels(from, new LabelStore(), cancellation);

    /// <summary>The same in a store that counts what is wrong within a span.</summary>
    public LabelStore Labels(double from, LabelStore book, CancellationToken cancellation)
    {
        foreach (var archive in archives)
        {
            var segment = LogArchives.Describe(archive);
            if (segment.Labels == 0 || segment.To < from)
            {
                continue;
            }

            foreach (var rows in tables.Open(Path.Combine(archive, Archiver.LabelsFile), cancellation).Scan(null, null, cancellation))
            {
                // Archives of earlier versions end with the text.
                var numbers = rows.Schema.Count > 3 ? rows.Numbers(3) : [];
                for (var i = 0; i < rows.Rows; i++)
                {
                    book.Add(
                        rows.Texts(1)[i]!,
                        new ReceivedLabel(rows.Numbers(0)[i], rows.Texts(2)[i]!, numbers.IsEmpty ? double.NaN : numbers[i]));
                }
            }
        }

        foreach (var label in Records(cancellation).OfType<LabelRecord>())
        {
            book.Add(label.Id, new ReceivedLabel(PredictionLogTime.Microseconds(label.At), label.Label, label.Number));
        }

        return book;
    }

    /// <summary>The requests that were refused from a time (inclusive) to another (exclusive).</summary>
    public IEnumerable<RefusalRecord> Refusals(double from, double to, CancellationToken cancellation)
    {
        foreach (var archive in archives)
        {
            var segment = LogArchives.Describe(archive);
            if (segment.Refusals == 0 || segment.To < from || segment.From >= to)
            {
                continue;
            }

            foreach (var rows in tables.Open(Path.Combine(archive, Archiver.RefusalsFile), cancellation).Scan(null, null, cancellation))
            {
                for (var i = 0; i < rows.Rows; i++)
                {
                    if (rows.Numbers(0)[i] >= from && rows.Numbers(0)[i] < to)
                    {
                        var ticks = DateTime.UnixEpoch.Ticks + ((long)rows.Numbers(0)[i] * TimeSpan.TicksPerMicrosecond);
                        var refusal = new RefusalRecord(ticks, (int)rows.Numbers(1)[i], rows.Texts(2)[i]!, rows.Texts(3)[i] ?? "");

                        // Archives of earlier versions end with the column.
                        yield return rows.Schema.Count == 4
                            ? refusal
                            : refusal with { Rows = (int)rows.Numbers(4)[i], IsRequest = rows.Numbers(5)[i] > 0 };
                    }
                }
            }
        }

        foreach (var refusal in Records(cancellation).OfType<RefusalRecord>()
            .Where(refusal => PredictionLogTime.Microseconds(refusal.At) >= from && PredictionLogTime.Microseconds(refusal.At) < to))
        {
            yield return refusal;
        }
    }

    /// <summary>
    /// When predictions were made, of those that are asked for and are in the log. Only segments that may hold one are read.
    /// </summary>
    public IReadOnlyDictionary<PredictionId, double> Times(IReadOnlySet<PredictionId> ids, CancellationToken cancellation)
    {
        var times = new Dictionary<PredictionId, double>();
        var asked = ids.ToLookup(id => id.Host, id => id.Sequence);
        foreach (var archive in archives)
        {
            var segment = LogArchives.Describe(archive);
            var host = Convert.ToUInt64(segment.Host, 16);
            if (!asked[host].Any(sequence => sequence >= segment.FirstSequence && sequence <= segment.LastSequence))
            {
                continue;
            }

            for (var i = 0; i < segment.Tables; i++)
            {
                foreach (var rows in tables.Open(Path.Combine(archive, Archiver.PredictionsFile(i)), cancellation)
                    .Scan(LogTable.Times, null, cancellation))
                {
                    for (var row = 0; row < rows.Rows; row++)
                    {
                        See(new PredictionId(host, (long)rows.Numbers(1)[row], (int)rows.Numbers(2)[row]), rows.Numbers(0)[row]);
                    }
                }
            }
        }

        foreach (var record in asked.Count == 0 ? [] : Records(cancellation).OfType<PredictionRecord>())
        {
            for (var row = 0; row < record.Inputs.Rows; row++)
            {
                See(
                    new PredictionId(record.Host, record.Sequence, record.NumberOf(row)),
                    PredictionLogTime.Microseconds(record.At));
            }
        }

        return times;

        void See(PredictionId id, double at)
        {
            if (ids.Contains(id))
            {
                times[id] = at;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in segments)
        {
            file.Dispose();
        }

        hold.Dispose();
    }

    private static LoggedBlock? Within(LoggedBlock block, double from, double to)
    {
        var rows = Enumerable.Range(0, block.Count).Where(row => block.At[row] >= from && block.At[row] < to).ToArray();
        return rows.Length == 0 ? null : rows.Length == block.Count ? block : block.Take(rows);
    }

    private IEnumerable<PredictionLogRecord> Records(CancellationToken cancellation)
    {
        foreach (var file in segments)
        {
            // Not disposed of: the file is read again for the next question.
            foreach (var record in new PredictionLogSegment(file).Read(cancellation))
            {
                yield return record;
            }
        }
    }
}
