using Trestle.Rows.PredictionLogs;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>Gathers the records of requests, most of which hold one row, into blocks of many.</summary>
internal sealed class Collector(RowSchema inputs, int outputs)
{
    private readonly List<PredictionRecord> records = [];
    private int rows;

    /// <summary>The collector for records like this one, made on first use.</summary>
    public static Collector For(List<Collector> collectors, PredictionRecord record)
    {
        var found = collectors.Find(collector => collector.Outputs == record.Outputs && collector.Inputs.Equals(record.Inputs.Schema));
        if (found is null)
        {
            found = new Collector(record.Inputs.Schema, record.Outputs);
            collectors.Add(found);
        }

        return found;
    }

    public RowSchema Inputs => inputs;

    public int Outputs => outputs;

    /// <summary>Adds a record; returns a block when there are enough rows for one.</summary>
    public LoggedBlock? Add(PredictionRecord record)
    {
        records.Add(record);
        rows += record.Inputs.Rows;
        return rows >= RowBlock.Size ? Flush() : null;
    }

    /// <summary>What has been gathered; null when nothing has.</summary>
    public LoggedBlock? Flush()
    {
        if (rows == 0)
        {
            return null;
        }

        var block = new LoggedBlock
        {
            At = Each((record, _) => PredictionLogTime.Microseconds(record.At)),
            Hosts = [.. records.SelectMany(record => Enumerable.Repeat($"{record.Host:x16}", record.Inputs.Rows))],
            Sequences = Each((record, _) => record.Sequence),
            Rows = Each((record, row) => record.NumberOf(row)),
            Versions = Each((record, _) => record.Version),
            Roles = Each((record, _) => record.Role),
            Microseconds = Each((record, _) => record.Microseconds),
            Inputs = RowBlock.Join(inputs, [.. records.Select(record => record.Inputs)]),
            Scores = [.. Enumerable.Range(0, outputs).Select(output => Each((record, row) => record.Scores[(row * outputs) + output]))],
        };
        records.Clear();
        rows = 0;
        return block;
    }

    private double[] Each(Func<PredictionRecord, int, double> value)
    {
        var values = new double[rows];
        var at = 0;
        foreach (var record in records)
        {
            for (var row = 0; row < record.Inputs.Rows; row++)
            {
                values[at++] = value(record, row);
            }
        }

        return values;
    }
}

/// <summary>Times of the prediction log as numbers that a table holds exactly: microseconds since 1970.</summary>
public static class PredictionLogTime
{
    /// <summary>From UTC ticks.</summary>
    public static double Microseconds(long ticks) => (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>From a time.</summary>
    public static double Microseconds(DateTimeOffset time) => Microseconds(time.UtcTicks);

    /// <summary>Back to a time.</summary>
    public static DateTimeOffset Time(double microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)microseconds * TimeSpan.TicksPerMicrosecond);
}
