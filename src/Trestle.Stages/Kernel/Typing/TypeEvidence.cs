using System.Runtime.InteropServices;

using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>What the texts of a raw column look like: how many parse as which type, and which distinct texts there are.</summary>
public sealed record TypeEvidence(string Column, IReadOnlyList<string> NullTokens) : Stat<TypeEvidenceValue>
{
    /// <summary>Distinct texts that are remembered; further ones are only counted by type.</summary>
    public const int Remembered = 20_000;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    public bool Equals(TypeEvidence? other) => other is not null && Column == other.Column && NullTokens.SequenceEqual(other.NullTokens);

    /// <inheritdoc/>
    public override int GetHashCode() => Column.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override TypeEvidenceValue Begin(RowSchema schema) => new(schema.Require(Column, ColumnKind.Text, "profile"), NullTokens);
}

/// <summary>The answer to <see cref="TypeEvidence"/>.</summary>
public sealed class TypeEvidenceValue : StatValue
{
    private readonly int position;
    private readonly IReadOnlyList<string> nullTokens;
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    internal TypeEvidenceValue(int position, IReadOnlyList<string> nullTokens)
    {
        this.position = position;
        this.nullTokens = nullTokens;
        Beyond = new Tally();
    }

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Number of rows without a value.</summary>
    public long Missing { get; private set; }

    /// <summary>Number of rows with a value.</summary>
    public long Present => Rows - Missing;

    /// <summary>The distinct texts, trimmed, with their counts; at most <see cref="TypeEvidence.Remembered"/>.</summary>
    public IReadOnlyDictionary<string, long> Counts => counts;

    /// <summary>Whether there were more distinct texts than are remembered.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Tally of the texts that are not remembered.</summary>
    private Tally Beyond { get; }

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        Rows += block.Rows;
        foreach (var text in block.Texts(position))
        {
            if (text is null || ValueParser.IsNull(text, nullTokens))
            {
                Missing++;
                continue;
            }

            Count(text.Trim(), 1);
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new TypeEvidenceValue(position, nullTokens);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var evidence = (TypeEvidenceValue)other;
        Rows += evidence.Rows;
        Missing += evidence.Missing;
        Overflowed |= evidence.Overflowed;
        Beyond.Add(evidence.Beyond);
        foreach (var (text, count) in evidence.counts)
        {
            Count(text, count);
        }
    }

    /// <summary>How many of the present texts parse as which type.</summary>
    public Tally Total()
    {
        var total = new Tally();
        total.Add(Beyond);
        foreach (var (text, count) in counts)
        {
            total.Add(text, count);
        }

        return total;
    }

    private void Count(string text, long rows)
    {
        if (counts.Count < TypeEvidence.Remembered)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out _) += rows;
            return;
        }

        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(counts, text);
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref known))
        {
            known += rows;
            return;
        }

        Overflowed = true;
        Beyond.Add(text, rows);
    }
}

/// <summary>How many texts parse as which type.</summary>
public sealed class Tally
{
    private readonly long[] dates = new long[ValueParser.DateFormats.Count];

    /// <summary>Rows whose text is a number with a decimal point.</summary>
    public long Point { get; private set; }

    /// <summary>Rows whose text is a number with a decimal comma.</summary>
    public long Comma { get; private set; }

    /// <summary>Rows whose text is a number either way, but not the same one.</summary>
    public long Ambiguous { get; private set; }

    /// <summary>Rows whose text is a number in at least one of the two ways.</summary>
    public long Number { get; private set; }

    /// <summary>Rows whose text means true or false and is not a digit.</summary>
    public long Boolean { get; private set; }

    /// <summary>Rows whose text is a date in some known format.</summary>
    public long Date { get; private set; }

    /// <summary>Smallest and largest number read with a decimal point.</summary>
    public (double Low, double High) PointRange { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Rows that parse in a date format, by its position in <see cref="ValueParser.DateFormats"/>.</summary>
    public IReadOnlyList<long> Dates => dates;

    /// <summary>Counts one text.</summary>
    public void Add(string text, long rows)
    {
        var point = ValueParser.TryNumber(text, '.', out var withPoint);
        var comma = ValueParser.TryNumber(text, ',', out var withComma);
        Point += point ? rows : 0;
        Comma += comma ? rows : 0;
        Number += point || comma ? rows : 0;
        Ambiguous += point && comma && withPoint != withComma ? rows : 0;
        if (point)
        {
            PointRange = (Math.Min(PointRange.Low, withPoint), Math.Max(PointRange.High, withPoint));
        }

        if (point || comma)
        {
            return;
        }

        if (ValueParser.TryBoolean(text, out _))
        {
            Boolean += rows;
            return;
        }

        AddDate(text, rows);
    }

    /// <summary>Adds another tally.</summary>
    public void Add(Tally other)
    {
        Point += other.Point;
        Comma += other.Comma;
        Number += other.Number;
        Ambiguous += other.Ambiguous;
        Boolean += other.Boolean;
        Date += other.Date;
        PointRange = (Math.Min(PointRange.Low, other.PointRange.Low), Math.Max(PointRange.High, other.PointRange.High));
        for (var i = 0; i < dates.Length; i++)
        {
            dates[i] += other.dates[i];
        }
    }

    private void AddDate(string text, long rows)
    {
        // A date has at least six characters and begins with a digit; most texts are ruled out here.
        if (text.Length is < 6 or > 40 || !char.IsAsciiDigit(text[0]))
        {
            return;
        }

        var any = false;
        for (var i = 0; i < dates.Length; i++)
        {
            if (ValueParser.TryDate(text, [ValueParser.DateFormats[i]], out _))
            {
                dates[i] += rows;
                any = true;
            }
        }

        Date += any ? rows : 0;
    }
}
