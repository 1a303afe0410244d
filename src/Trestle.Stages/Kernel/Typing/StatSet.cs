using Trestle.Rows.Stats;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>Questions about the same rows, answered together.</summary>
internal sealed class StatSet
{
    private readonly Stat[] asked;
    private readonly StatValue[] values;

    /// <summary>Answers for no rows yet; a question that is asked twice is answered once.</summary>
    public StatSet(IEnumerable<Stat> stats, RowSchema schema)
    {
        asked = [.. stats.Distinct()];
        values = [.. asked.Select(stat => stat.Start(schema))];
    }

    /// <summary>Adds rows.</summary>
    public void Add(RowBlock block)
    {
        foreach (var value in values)
        {
            value.Add(block);
        }
    }

    /// <summary>Adds the answers for other rows to the same questions; those to different questions at the same time.</summary>
    public void Merge(StatSet other) => Parallel.For(0, values.Length, i => values[i].Merge(other.values[i]));

    /// <summary>The answers.</summary>
    public StatValues Values() => new(asked.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second));
}
