using System.Runtime.InteropServices;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;

namespace Trestle.Rows.Stats;

/// <summary>How often each value of one column stands beside each value of another. Numbers count as the texts that print them.</summary>
public sealed record PairCounts(string From, string To) : Stat<PairCountsValue>
{
    /// <summary>How many distinct pairs there may be; more is error TR0057.</summary>
    public const int Limit = 4_000_000;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [From, To];

    /// <inheritdoc/>
    protected override PairCountsValue Begin(RowSchema schema) =>
        new(this, schema.Require(From, "pair counts"), schema.Require(To, "pair counts"));
}

/// <summary>The answer to <see cref="PairCounts"/>; exact. Rows where one of the two is missing are not counted.</summary>
public sealed class PairCountsValue : StatValue
{
    private readonly PairCounts question;
    private readonly int from;
    private readonly int to;
    private readonly Dictionary<(string From, string To), long> counts = [];

    internal PairCountsValue(PairCounts question, int from, int to) => (this.question, this.from, this.to) = (question, from, to);

    /// <summary>The values beside each value of the first column, the most frequent first, then in ordinal order.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<KeyValuePair<string, long>>>> Groups() => counts
        .GroupBy(entry => entry.Key.From, StringComparer.Ordinal)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => KeyValuePair.Create(group.Key, (IReadOnlyList<KeyValuePair<string, long>>)
        [
            .. group.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key.To, StringComparer.Ordinal)
                .Select(entry => KeyValuePair.Create(entry.Key.To, entry.Value)),
        ]));

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var first = CellTexts.Of(block, from);
        var second = CellTexts.Of(block, to);
        for (var i = 0; i < block.Rows; i++)
        {
            if (first[i] is { } x && second[i] is { } y)
            {
                Count((x, y), 1);
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new PairCountsValue(question, from, to);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        foreach (var (pair, count) in ((PairCountsValue)other).counts)
        {
            Count(pair, count);
        }
    }

    private void Count((string From, string To) pair, long times)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(counts, pair, out var known) += times;
        if (!known && counts.Count > PairCounts.Limit)
        {
            throw new TrestleException(RowErrors.TooManyPairs(question.From, question.To, PairCounts.Limit));
        }
    }
}
