using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>Answers to the same questions about the training part, and about all rows.</summary>
internal sealed record PartValues(StatValues Training, StatValues All);

/// <summary>Answers questions about the raw rows in one pass.</summary>
internal sealed class PartScan(RawRows rows, IEnumerable<Stat> questions)
{
    private readonly Stat[] asked = [.. questions];

    /// <summary>Scans all rows.</summary>
    public PartValues Run(CancellationToken cancellation)
    {
        var (training, others) = rows.Sum(Start, Add, Merge, cancellation);
        var all = new StatSet(asked, rows.Schema);
        all.Merge(training);
        all.Merge(others);
        return new PartValues(training.Values(), all.Values());
    }

    private (StatSet Training, StatSet Others) Start() => (new StatSet(asked, rows.Schema), new StatSet(asked, rows.Schema));

    private static void Add((StatSet Training, StatSet Others) lane, RowBlock block)
    {
        var (training, others) = RowParts.Of(block, fold => fold >= 0);
        lane.Training.Add(training);
        lane.Others.Add(others);
    }

    private static void Merge((StatSet Training, StatSet Others) lane, (StatSet Training, StatSet Others) other)
    {
        lane.Training.Merge(other.Training);
        lane.Others.Merge(other.Others);
    }
}
