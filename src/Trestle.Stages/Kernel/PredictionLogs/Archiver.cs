using Trestle.Rows.PredictionLogs;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>Turns one segment of a prediction log into Parquet tables in a folder of its own.</summary>
internal sealed class Archiver(TableEngine tables, string folder)
{
    /// <summary>File of an archived segment's description.</summary>
    public const string Description = "segment.json";

    private readonly List<Collector> collectors = [];
    private readonly Dictionary<Collector, List<LoggedBlock>> blocks = [];
    private readonly List<LabelRecord> labels = [];
    private readonly List<RefusalRecord> refusals = [];
    private (long From, long To) time = (long.MaxValue, long.MinValue);
    private (long First, long Last) sequences = (long.MaxValue, 0);

    public static string PredictionsFile(int table) => $"predictions-{table}.parquet";

    public static string LabelsFile => "labels.parquet";

    public static string RefusalsFile => "refusals.parquet";

    /// <summary>Reads the segment and writes its tables.</summary>
    public LogSegment Archive(FileStream predictionLog, CancellationToken cancellation)
    {
        using var segment = new PredictionLogSegment(predictionLog);
        foreach (var record in segment.Read(cancellation))
        {
            Add(record);
        }

        Directory.CreateDirectory(folder);
        foreach (var (collector, at) in collectors.Select((collector, at) => (collector, at)))
        {
            Keep(collector, collector.Flush());
            var schema = LogTable.Schema(collector.Inputs, collector.Outputs);
            tables.Write(
                schema, blocks[collector].Select(block => LogTable.ToRows(schema, block)), Path.Combine(folder, PredictionsFile(at)),
                cancellation);
        }

        WriteLabels(cancellation);
        WriteRefusals(cancellation);
        return new LogSegment
        {
            Host = $"{segment.Host:x16}",
            From = time.To < time.From ? 0 : PredictionLogTime.Microseconds(time.From),
            To = time.To < time.From ? 0 : PredictionLogTime.Microseconds(time.To),
            FirstSequence = sequences.Last == 0 ? 0 : sequences.First,
            LastSequence = sequences.Last,
            Predictions = blocks.Values.Sum(list => list.Sum(block => (long)block.Count)),
            Labels = labels.Count,
            Refusals = refusals.Count,
            Lost = segment.Tail,
            Tables = collectors.Count,
        };
    }

    private void Add(PredictionLogRecord record)
    {
        time = (Math.Min(time.From, record.At), Math.Max(time.To, record.At));
        switch (record)
        {
            case PredictionRecord prediction:
                sequences = (Math.Min(sequences.First, prediction.Sequence), Math.Max(sequences.Last, prediction.Sequence));
                var collector = Collector.For(collectors, prediction);
                Keep(collector, collector.Add(prediction));
                break;
            case LabelRecord label:
                labels.Add(label);
                break;
            case RefusalRecord refusal:
                refusals.Add(refusal);
                break;
        }
    }

    private void Keep(Collector collector, LoggedBlock? block)
    {
        if (block is null)
        {
            return;
        }

        if (!blocks.TryGetValue(collector, out var list))
        {
            blocks[collector] = list = [];
        }

        list.Add(block);
    }

    private void WriteLabels(CancellationToken cancellation)
    {
        if (labels.Count > 0)
        {
            Array[] columns =
            [
                labels.Select(label => PredictionLogTime.Microseconds(label.At)).ToArray(), labels.Select(label => label.Id).ToArray(),
                labels.Select(label => label.Label).ToArray(), labels.Select(label => label.Number).ToArray(),
            ];
            tables.Write(
                LogTable.LabelSchema, [new RowBlock(LogTable.LabelSchema, labels.Count, columns)], Path.Combine(folder, LabelsFile),
                cancellation);
        }
    }

    private void WriteRefusals(CancellationToken cancellation)
    {
        if (refusals.Count > 0)
        {
            Array[] columns =
            [
                refusals.Select(refusal => PredictionLogTime.Microseconds(refusal.At)).ToArray(),
                refusals.Select(refusal => (double)refusal.Status).ToArray(),
                refusals.Select(refusal => refusal.Code).ToArray(),
                refusals.Select(refusal => refusal.Column).ToArray(),
                refusals.Select(refusal => (double)refusal.Rows).ToArray(),
                refusals.Select(refusal => refusal.IsRequest ? 1.0 : 0).ToArray(),
            ];
            tables.Write(
                LogTable.RefusalSchema, [new RowBlock(LogTable.RefusalSchema, refusals.Count, columns)], Path.Combine(folder, RefusalsFile),
                cancellation);
        }
    }
}
