using Trestle.Learners.Metrics;
using Trestle.Rows.Stats;

namespace Trestle.Stages.Monitor.Windows;

/// <summary>
/// The labels of a window with the scores of their rows: all of them up to a limit, beyond it a sample in which every row is equally
/// likely. Mergeable: which rows are kept depends on their keys alone (a bottom-k sample: Cohen and Kaplan, PODC 2007).
/// </summary>
/// <param name="outputs">Scores per row.</param>
/// <param name="limit">Maximum number of rows kept.</param>
public sealed class LabelledSample(int outputs, int limit = LabelledSample.DefaultLimit)
{
    /// <summary>Default maximum number of rows kept: enough for any metric, few enough for a bootstrap.</summary>
    public const int DefaultLimit = 20_000;

    private readonly PriorityQueue<Row, ulong> kept = new(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));

    /// <summary>Number of labels added.</summary>
    public long Count { get; private set; }

    /// <summary>Number of rows kept.</summary>
    public int Kept => kept.Count;

    /// <summary>
    /// A key of a logged prediction. It does not depend on which host answered, whose name is random: the same traffic, replayed, is
    /// judged by the same resamples.
    /// </summary>
    /// <param name="at">When it was answered, in microseconds.</param>
    /// <param name="row">Its row in the request.</param>
    /// <param name="scores">Its scores.</param>
    public static ulong Key(double at, int row, ReadOnlySpan<double> scores)
    {
        var key = SplitMix.Mix(BitConverter.DoubleToUInt64Bits(at)) ^ (ulong)row;
        foreach (var score in scores)
        {
            key = SplitMix.Mix(key) ^ BitConverter.DoubleToUInt64Bits(score);
        }

        return key;
    }

    /// <summary>Adds a label.</summary>
    /// <param name="key">A number specific to the prediction, as by <see cref="Key"/>.</param>
    /// <param name="scores">The scores of the prediction.</param>
    /// <param name="label">The label.</param>
    public void Add(ulong key, ReadOnlySpan<double> scores, double label)
    {
        if (scores.Length != outputs)
        {
            throw new TrestleException(WindowErrors.ScoresOfOtherShape(scores.Length, outputs));
        }

        Count++;
        Keep(new Row([.. scores], label), SplitMix.Mix(key));
    }

    /// <summary>Adds another sample.</summary>
    public void Merge(LabelledSample other)
    {
        Count += other.Count;
        foreach (var (row, rank) in other.kept.UnorderedItems)
        {
            Keep(row, rank);
        }
    }

    /// <summary>The rows that were kept, in an order that depends on their keys alone.</summary>
    public Outcome Outcome(TaskKind task, double threshold)
    {
        var rows = kept.UnorderedItems.OrderBy(entry => entry.Priority).Select(entry => entry.Element).ToArray();
        return new Outcome(task, [.. rows.Select(row => row.Label)], [.. rows.SelectMany(row => row.Scores)], outputs, threshold);
    }

    private void Keep(Row row, ulong rank)
    {
        if (kept.Count < limit)
        {
            kept.Enqueue(row, rank);
        }
        else
        {
            kept.EnqueueDequeue(row, rank);
        }
    }

    private sealed record Row(double[] Scores, double Label);
}
