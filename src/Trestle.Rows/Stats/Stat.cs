using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>
/// A question about the rows: "the moments of column age". Two steps that ask the same question (records are equal by value)
/// share one answer, and all questions of a wave are answered in one scan.
/// </summary>
public abstract record Stat
{
    /// <summary>The columns that are read; a step may ask only about columns that no earlier step of the wave changes.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>An empty answer for blocks of this schema, to which blocks are added.</summary>
    public abstract StatValue Start(RowSchema schema);
}

/// <summary>A question whose answer is of a known type.</summary>
public abstract record Stat<TValue> : Stat
    where TValue : StatValue
{
    /// <inheritdoc/>
    public sealed override StatValue Start(RowSchema schema) => Begin(schema);

    /// <summary>An empty answer for blocks of this schema.</summary>
    protected abstract TValue Begin(RowSchema schema);
}

/// <summary>
/// An answer being computed. Mergeable: adding the rows of A and then of B, and merging the answer of B into that of A, give the same
/// (floating-point sums up to rounding), so one scan, kept separate by fold, serves every combination of folds.
/// </summary>
public abstract class StatValue
{
    /// <summary>Adds all rows of a block.</summary>
    public abstract void Add(RowBlock block);

    /// <summary>An answer to the same question that has seen no row.</summary>
    public abstract StatValue Empty();

    /// <summary>Adds another answer to the same question, which is left unchanged.</summary>
    public abstract void Merge(StatValue other);
}

/// <summary>The answers to the questions that a step asked.</summary>
public sealed class StatValues(IReadOnlyDictionary<Stat, StatValue> values)
{
    /// <summary>For a step that asks nothing.</summary>
    public static StatValues None { get; } = new(new Dictionary<Stat, StatValue>());

    /// <summary>Whether the question was asked.</summary>
    public bool Answers(Stat stat) => values.ContainsKey(stat);

    /// <summary>The answer to a question; a step may read only what it asked.</summary>
    public TValue Of<TValue>(Stat<TValue> stat)
        where TValue : StatValue => (TValue)values[stat];
}
