using System.Runtime.InteropServices;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>How often each text of a column occurs.</summary>
public sealed record Frequencies(string Column) : Stat<FrequenciesValue>
{
    /// <summary>
    /// How many distinct texts a column may have. More is error TR0058: an answer for only some of the texts would be silently wrong.
    /// </summary>
    public const int Limit = 1_000_000;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override FrequenciesValue Begin(RowSchema schema) => new(Column, schema.Require(Column, ColumnKind.Text, "frequencies"));
}

/// <summary>The answer to <see cref="Frequencies"/>; exact.</summary>
public sealed class FrequenciesValue : StatValue
{
    private readonly string column;
    private readonly int position;
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    internal FrequenciesValue(string column, int position)
    {
        this.column = column;
        this.position = position;
    }

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Number of rows without a text.</summary>
    public long Missing { get; private set; }

    /// <summary>Number of distinct texts.</summary>
    public int Distinct => counts.Count;

    /// <summary>How often a text occurs; 0 when it was not seen.</summary>
    public long Of(string text) => counts.GetValueOrDefault(text);

    /// <summary>All texts and how often each occurs, the most frequent first, then in ordinal order.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Ordered() =>
        [.. counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        Rows += block.Rows;
        string? last = null;
        long run = 0;
        foreach (var text in block.Texts(position))
        {
            if (ReferenceEquals(text, last))
            {
                run++;
                continue;
            }

            Count(last, run);
            (last, run) = (text, 1);
        }

        Count(last, run);
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new FrequenciesValue(column, position);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var frequencies = (FrequenciesValue)other;
        Rows += frequencies.Rows;
        Missing += frequencies.Missing;
        foreach (var (text, count) in frequencies.counts)
        {
            Count(text, count);
        }
    }

    private void Count(string? text, long times)
    {
        if (text is null)
        {
            Missing += times;
            return;
        }

        CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out var known) += times;
        if (!known && counts.Count > Frequencies.Limit)
        {
            throw new TrestleException(RowErrors.TooManyTexts(column, Frequencies.Limit));
        }
    }
}
