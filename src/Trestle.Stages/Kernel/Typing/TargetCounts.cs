using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Readings;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>
/// How often each value of the target occurs. Texts that mean the same count as one and have the name of the most frequent: 0 and 0.0,
/// yes and Yes.
/// </summary>
internal sealed class TargetCounts
{
    /// <summary>Counts the values of a target of either kind.</summary>
    /// <param name="target">The contract of the target; its classes are not needed.</param>
    /// <param name="answers">The answers to <paramref name="evidence"/>, or for numbers to <see cref="Quantiles"/>.</param>
    /// <param name="evidence">The question that was asked of a target of texts.</param>
    /// <param name="nullTokens">The texts that mean "no value" in the target.</param>
    public TargetCounts(ColumnContract target, StatValues answers, ColumnEvidence evidence, IReadOnlyList<string> nullTokens)
    {
        if (answers.Answers(evidence))
        {
            var texts = answers.Of(evidence);
            Overflowed = texts.Overflowed;
            Values = texts.Counts
                .Where(entry => !ValueParser.IsNull(entry.Key, nullTokens) && IsValue(target, entry.Key))
                .GroupBy(entry => Labels.Meaning(target, entry.Key), StringComparer.Ordinal)
                .ToDictionary(group => Name(target, group), group => group.Sum(entry => entry.Value), StringComparer.Ordinal);
            return;
        }

        var numbers = answers.Of(new Quantiles(target.Name));
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(numbers.Values.Length, TaskInference.MostClasses + 1); i++)
        {
            counts[Labels.NumberName(numbers.Values[i])] = numbers.Counts[i];
        }

        (Values, Overflowed) = (counts, numbers.Values.Length > TaskInference.MostClasses);
    }

    /// <summary>The values with their rows; not all when <see cref="Overflowed"/>.</summary>
    public IReadOnlyDictionary<string, long> Values { get; }

    /// <summary>Whether there are more values than are counted.</summary>
    public bool Overflowed { get; }

    private static bool IsValue(ColumnContract target, string text) =>
        target.Type == ColumnType.Text || ValueParser.TryRead(target, text, out _);

    private static string Name(ColumnContract target, IGrouping<string, KeyValuePair<string, long>> group) =>
        target.Type == ColumnType.Number
            ? group.Key
            : ValueCount.Ordered(group)[0].Value;
}
