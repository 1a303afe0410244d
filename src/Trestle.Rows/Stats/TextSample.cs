using System.Runtime.InteropServices;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>A sample of the different texts of a column, with the number of rows of each.</summary>
public sealed record TextSample(string Column) : Stat<TextSampleValue>
{
    /// <summary>The most texts in the sample.</summary>
    public const int MostTexts = 20_000;

    /// <summary>The most characters in the sample; at least one text is kept.</summary>
    public const int MostCharacters = 4_000_000;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override TextSampleValue Begin(RowSchema schema) => new(schema.Require(Column, ColumnKind.Text, "text sample"));
}

/// <summary>
/// The answer to <see cref="TextSample"/>: the different texts with the smallest hashes, as many as there is room for, and exactly how
/// often each occurs (bottom-k sampling: Cohen and Kaplan, PODC 2007). It depends on the texts alone, not on their order or on merges.
/// </summary>
public sealed class TextSampleValue : StatValue
{
    private readonly int position;
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, ulong> largest = new(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));
    private long characters;

    /// <summary>Texts with this hash or a larger one are not in the sample; null while all are.</summary>
    private ulong? limit;

    internal TextSampleValue(int position) => this.position = position;

    /// <summary>Whether every text is in the sample.</summary>
    public bool Whole => limit is null;

    /// <summary>The texts in ordinal order, and in how many rows each is.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Texts() => [.. counts.OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        foreach (var text in block.Texts(position))
        {
            if (text is not null)
            {
                Add(text, 1);
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new TextSampleValue(position);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var sample = (TextSampleValue)other;
        if (sample.limit is { } lower && !(limit <= lower))
        {
            limit = lower;
            while (largest.TryPeek(out _, out var hash) && hash >= lower)
            {
                Evict();
            }
        }

        foreach (var (text, rows) in sample.counts)
        {
            Add(text, rows);
        }
    }

    private void Add(string text, long rows)
    {
        var hash = Hash(text);
        if (hash >= limit)
        {
            return;
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out var known);
        count += rows;
        if (known)
        {
            return;
        }

        largest.Enqueue(text, hash);
        characters += text.Length;
        while (counts.Count > TextSample.MostTexts || (characters > TextSample.MostCharacters && counts.Count > 1))
        {
            limit = Evict();
        }
    }

    private ulong Evict()
    {
        largest.TryDequeue(out var text, out var hash);
        counts.Remove(text!);
        characters -= text!.Length;
        return hash;
    }

    /// <summary>FNV-1a, finished as in MurmurHash3, so that similar texts have different hashes; the same on every machine.</summary>
    private static ulong Hash(string text)
    {
        var hash = Fnv.Of(text);
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
