using System.Runtime.InteropServices;

using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>Two words that mean true and false. A third word that recurs makes the column a category.</summary>
internal sealed class BooleanReading : IReading
{
    /// <inheritdoc/>
    public string Name => "boolean";

    /// <inheritdoc/>
    public ReadingTally Start() => new Tally();

    /// <inheritdoc/>
    public Proposal? Propose(ReadingTally tally, ColumnEvidenceValue evidence)
    {
        var words = ((Tally)tally).Words;
        var pairs = words.Keys.Select(word => BooleanWords.Pair(word)).Distinct().ToArray();

        // Half a pair next to another one (t without f, beside yes and no) is a letter, not a truth; alone it is a flag.
        bool IsWhole(string? pair) => pairs.Length == 1 || words.Keys.Count(word => BooleanWords.Pair(word) == pair) == 2;
        var kept = words.Where(entry => IsWhole(BooleanWords.Pair(entry.Key))).ToArray();
        var rows = kept.Sum(entry => entry.Value);

        // Next to words that are neither true nor false, one letter is one of several letters: F next to M.
        var isLetter = kept is [{ Key.Length: 1 }] && rows < evidence.Present;
        return isLetter || kept.All(entry => char.IsAsciiDigit(entry.Key[0])) ? null : new Proposal
        {
            Reading = Name,
            Type = ColumnType.Boolean,
            Words = $"boolean ({string.Join(", ", kept.Select(entry => entry.Key).Order(StringComparer.Ordinal))})",
            Rows = rows,
            Rank = 4,
            Reads = text => ValueParser.TryBoolean(text, out _) && IsWhole(BooleanWords.Pair(text)),
        };
    }

    private sealed class Tally : ReadingTally
    {
        private const int LongestWord = 12;

        private readonly Dictionary<string, long> spellings = new(StringComparer.Ordinal);

        /// <summary>The words with their rows, in the spelling that comes first in order.</summary>
        public IReadOnlyDictionary<string, long> Words => spellings.GroupBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(word => word.Select(entry => entry.Key).Min(StringComparer.Ordinal)!, word => word.Sum(entry => entry.Value));

        public override bool Add(string text, long rows)
        {
            if (text.Length > LongestWord || !ValueParser.TryBoolean(text, out _))
            {
                return false;
            }

            CollectionsMarshal.GetValueRefOrAddDefault(spellings, text, out _) += rows;
            return true;
        }

        public override void Merge(ReadingTally other)
        {
            foreach (var (word, rows) in ((Tally)other).spellings)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(spellings, word, out _) += rows;
            }
        }
    }
}
