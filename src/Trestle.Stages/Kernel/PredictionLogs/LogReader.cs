using Trestle.Rows.PredictionLogs;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>Reads archived and open segments alike.</summary>
public sealed class LogReader : IDisposable
{
    private readonly TableEngine tables;
    private readonly IReadOnlyList<string> archives;
    private readonly IReadOnlyList<FileStream> segments;

    internal LogReader(TableEngine tables, IReadOnlyList<string> archives, IReadOnlyList<FileStream> segments)
    {
        this.tables = tables;
        this.archives = archives;
        this.segments = segments;
    }

    /// <summary>
    /// The predictions from a time (inclusive) to another (exclusive), in microseconds since 1970, in blocks of one schema each. Memory
    /// does not grow with their number.
    /// </summary>
    public IEnumerable<LoggedBlock> Predictions(double from, double to, CancellationToken cancellation)
    {
        foreach (var archive in archives)
        {
            var segment = PredictionLog.Describe(archive);
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
    public LabelStore Labels(double from, CancellationToken cancellation)
    {
        var book = new LabelStore();
        foreach (var archive in archives)
        {
            var segment = PredictionLog.Describe(archive);
            if (segment.Labels == 0 || segment.To < from)
            {
                continue;
            }

            foreach (var rows in tables.Open(Path.Combine(archive, Archiver.LabelsFile), cancellation).Scan(null, null, cancellation))
            {
                for (var i = 0; i < rows.Rows; i++)
                {
                    book.Add(rows.Numbers(0)[i], rows.Texts(1)[i]!, rows.Texts(2)[i]!);
                }
            }
        }

        foreach (var label in Records(cancellation).OfType<LabelRecord>())
        {
            book.Add(PredictionLogTime.Microseconds(label.At), label.Id, label.Label);
        }

        return book;
    }

    /// <summary>The requests that were refused from a time (inclusive) to another (exclusive).</summary>
    public IEnumerable<RefusalRecord> Refusals(double from, double to, CancellationToken cancellation)
    {
        foreach (var archive in archives)
        {
            var segment = PredictionLog.Describe(archive);
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

    /// <summary>Labels for predictions that no host of this deployment made.</summary>
    public long Orphans(LabelStore book, CancellationToken cancellation)
    {
        var known = new Dictionary<ulong, long>();
        foreach (var segment in archives.Select(PredictionLog.Describe))
        {
            See(Convert.ToUInt64(segment.Host, 16), segment.LastSequence);
        }

        foreach (var record in Records(cancellation).OfType<PredictionRecord>())
        {
            See(record.Host, record.Sequence);
        }

        return book.Ids.LongCount(id => !known.TryGetValue(id.Host, out var last) || id.Sequence < 1 || id.Sequence > last);

        void See(ulong host, long sequence) => known[host] = Math.Max(known.GetValueOrDefault(host), sequence);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in segments)
        {
            file.Dispose();
        }
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
