using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>Answers to the same questions about the training part, and about all rows.</summary>
internal sealed record PartValues(StatValues Training, StatValues All);

/// <summary>Answers questions about the raw rows in one pass. Mergeable, as a Stat is.</summary>
internal sealed class PartScan
{
    private readonly RowSchema schema;
    private readonly Stat[] asked;
    private readonly StatSet training;
    private readonly StatSet others;

    /// <summary>No answers yet.</summary>
    public PartScan(RowSchema schema, IEnumerable<Stat> questions)
    {
        (this.schema, asked) = (schema, [.. questions]);
        (training, others) = (new StatSet(asked, schema), new StatSet(asked, schema));
    }

    /// <summary>The answers about all rows of a table.</summary>
    public static PartValues Of(RawRows rows, IReadOnlyList<Stat> questions, CancellationToken cancellation) => rows.Sum(
        () => new PartScan(rows.Schema, questions), (lane, block) => lane.Add(block), (lane, other) => lane.Merge(other), cancellation)
        .Values();

    /// <summary>Adds rows.</summary>
    public void Add(RowBlock block)
    {
        var (learned, kept) = RowParts.Of(block, fold => fold >= 0);
        training.Add(learned);
        others.Add(kept);
    }

    /// <summary>Adds the answers about other rows.</summary>
    public void Merge(PartScan other)
    {
        training.Merge(other.training);
        others.Merge(other.others);
    }

    /// <summary>The answers.</summary>
    public PartValues Values()
    {
        var all = new StatSet(asked, schema);
        all.Merge(training);
        all.Merge(others);
        return new PartValues(training.Values(), all.Values());
    }
}
