using System.Runtime.InteropServices;

using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>What the texts of a raw column look like: the distinct ones with their counts, and what every reading makes of them.</summary>
/// <param name="Column">The column.</param>
/// <param name="NullTokens">The texts that mean "no value".</param>
/// <param name="Most">Distinct texts that are remembered; further ones are counted by reading.</param>
public sealed record ColumnEvidence(string Column, IReadOnlyList<string> NullTokens, int Most = ColumnEvidence.Remembered)
    : Stat<ColumnEvidenceValue>
{
    /// <summary>Distinct texts that are remembered of each column of most tables.</summary>
    public const int Remembered = 5_000;

    private const int FewestRemembered = 500;
    private const int RememberedOfAll = 5_000_000;

    /// <summary>Distinct texts that are remembered of each of many columns: of more than a thousand fewer, to spare memory.</summary>
    public static int MostOf(int columns) => Math.Clamp(RememberedOfAll / Math.Max(1, columns), FewestRemembered, Remembered);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    public bool Equals(ColumnEvidence? other) =>
        other is not null && Column == other.Column && Most == other.Most && NullTokens.SequenceEqual(other.NullTokens);

    /// <inheritdoc/>
    public override int GetHashCode() => Column.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override ColumnEvidenceValue Begin(RowSchema schema) =>
        new(schema.Require(Column, ColumnKind.Text, "profile"), NullTokens, Most);
}

/// <summary>
/// The answer to <see cref="ColumnEvidence"/>. Every row counts, whatever the number of distinct texts: those beyond the remembered ones
/// are counted by reading, and those that no reading explains are remembered again, since what a reading leaves over matters most.
/// </summary>
public sealed class ColumnEvidenceValue : StatValue
{
    private readonly int position;
    private readonly IReadOnlyList<string> nullTokens;
    private readonly TokenSet noValue;
    private readonly RepeatCounts repeats;
    private readonly int most;
    private readonly DistinctTexts texts;
    private readonly DistinctTexts unexplained;
    private readonly Dictionary<string, long> missingWords = new(StringComparer.Ordinal);
    private ReadingTally[]? beyond;
    private bool[]? live;

    internal ColumnEvidenceValue(int position, IReadOnlyList<string> nullTokens, int most)
    {
        this.most = most;
        (texts, unexplained) = (new DistinctTexts(most), new DistinctTexts(most));
        this.position = position;
        this.nullTokens = nullTokens;
        noValue = new TokenSet(nullTokens);
        repeats = new RepeatCounts(Count);
    }

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Number of rows without a value.</summary>
    public long Missing { get; private set; }

    /// <summary>Number of rows with a value.</summary>
    public long Present => Rows - Missing;

    /// <summary>The distinct texts, trimmed, with their counts; at most as many as are remembered.</summary>
    public IReadOnlyDictionary<string, long> Counts => texts.Counts;

    /// <summary>Texts that mean "no value" and were found, with their counts; without the empty text.</summary>
    public IReadOnlyDictionary<string, long> MissingWords => missingWords;

    /// <summary>Whether there were more distinct texts than are remembered.</summary>
    public bool Overflowed => texts.Overflowed;

    /// <summary>Number of distinct texts: exact while all are remembered, beyond that within about 1 %.</summary>
    public long Distinct => texts.Distinct;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        Rows += block.Rows;
        repeats.Add(block.Texts(position));
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new ColumnEvidenceValue(position, nullTokens, most);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var evidence = (ColumnEvidenceValue)other;
        Rows += evidence.Rows;
        Missing += evidence.Missing;
        foreach (var (word, count) in evidence.missingWords)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(missingWords, word, out _) += count;
        }

        foreach (var (text, count) in evidence.texts.Counts)
        {
            Remember(text, count);
        }

        if (evidence.beyond is { } tallies)
        {
            beyond ??= Start();
            for (var i = 0; i < beyond.Length; i++)
            {
                beyond[i].Merge(tallies[i]);
            }

            texts.MergeBeyond(evidence.texts);
            foreach (var (text, count) in evidence.unexplained.Counts)
            {
                unexplained.Add(text, count);
            }
        }
    }

    /// <summary>The remembered texts, and those beyond that no reading explains, with their counts.</summary>
    internal IReadOnlyDictionary<string, long> Texts()
    {
        if (unexplained.Counts.Count == 0)
        {
            return Counts;
        }

        var all = new Dictionary<string, long>(Counts, StringComparer.Ordinal);
        foreach (var (text, rows) in unexplained.Counts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(all, text, out _) += rows;
        }

        return all;
    }

    /// <summary>What each reading of the catalogue makes of the column, in the catalogue's order.</summary>
    internal IEnumerable<Proposal> Proposals()
    {
        var readings = ReadingCatalog.All;
        for (var i = 0; i < readings.Count; i++)
        {
            var tally = readings[i].Start();
            if (beyond is not null)
            {
                tally.Merge(beyond[i]);
            }

            foreach (var (text, rows) in Counts)
            {
                tally.Add(text, rows);
            }

            if (readings[i].Propose(tally, this) is { } proposal)
            {
                yield return proposal;
            }
        }
    }

    private void Count(string? text, long rows)
    {
        if (text is null || noValue.Contains(text))
        {
            Missing += rows;
            if (!string.IsNullOrWhiteSpace(text))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(missingWords, text.Trim(), out _) += rows;
            }

            return;
        }

        Remember(text.Trim(), rows);
    }

    private void Remember(string text, long rows)
    {
        if (texts.Add(text, rows))
        {
            return;
        }

        beyond ??= Start();
        live ??= Live();
        var explained = false;
        for (var i = 0; i < beyond.Length; i++)
        {
            explained |= live[i] && beyond[i].Add(text, rows);
        }

        if (!explained)
        {
            unexplained.Add(text, rows);
        }
    }

    private static ReadingTally[] Start() => [.. ReadingCatalog.All.Select(reading => reading.Start())];

    /// <summary>The readings that explain any of thousands of different texts; the others are not tried on further ones.</summary>
    private bool[] Live() =>
        [.. Start().Select(tally => Counts.Keys.Any(text => tally.Add(text, 1)))];
}
