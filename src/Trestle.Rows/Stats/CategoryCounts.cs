using System.Collections.Frozen;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>
/// How often each of the given texts occurs in a column, and all others together. Takes the same memory whatever is counted,
/// unlike <see cref="Frequencies"/>, from which the texts usually come.
/// </summary>
/// <param name="Column">A text column.</param>
/// <param name="Known">The texts that are counted separately, each once (ordinal).</param>
public sealed record CategoryCounts(string Column, IReadOnlyList<string> Known) : Stat<CategoryCountsValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override CategoryCountsValue Begin(RowSchema schema) =>
        new(schema.Require(Column, ColumnKind.Text, "category counts"), Known);
}

/// <summary>The answer to <see cref="CategoryCounts"/>; exact.</summary>
public sealed class CategoryCountsValue : StatValue
{
    private readonly int position;
    private readonly FrozenDictionary<string, int> places;
    private readonly long[] counts;

    internal CategoryCountsValue(int position, IReadOnlyList<string> known)
        : this(
            position,
            known.Select((text, place) => (text, place)).ToFrozenDictionary(
                entry => entry.text, entry => entry.place, StringComparer.Ordinal))
    {
    }

    private CategoryCountsValue(int position, FrozenDictionary<string, int> places)
    {
        this.position = position;
        this.places = places;
        counts = new long[places.Count + 1];
    }

    /// <summary>How often each known text occurs, in their order, and last all other texts; missing ones are ignored.</summary>
    public ReadOnlySpan<long> Counts => counts;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        string? last = null;
        var place = 0;
        foreach (var text in block.Texts(position))
        {
            if (text is null)
            {
                continue;
            }

            if (!ReferenceEquals(text, last))
            {
                place = places.TryGetValue(text, out var known) ? known : places.Count;
                last = text;
            }

            counts[place]++;
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new CategoryCountsValue(position, places);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var categories = (CategoryCountsValue)other;
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] += categories.counts[i];
        }
    }
}
