using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Testing;

/// <summary>Answers questions about a block in memory.</summary>
public static class StatAnswers
{
    /// <summary>The answers to some questions, and to no other.</summary>
    public static StatValues Of(IEnumerable<Stat> stats, RowBlock block) => new(stats.Distinct().ToDictionary(stat => stat, stat =>
    {
        var value = stat.Start(block.Schema);
        value.Add(block);
        return value;
    }));
}
