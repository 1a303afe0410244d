using System.Buffers;

using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// Numbers with a decimal point or a decimal comma, alone or next to a text that says what they count: a currency, a percent sign, a
/// unit, a magnitude.
/// </summary>
internal sealed class NumberReading : IReading
{
    /// <summary>Rows from which numbers in another locale are no slip of a single writer.</summary>
    private const double MixedShare = 0.01;

    /// <summary>The share of shorter fractions below which they may be damaged groups of digits.</summary>
    private const double FewShort = 0.05;

    /// <inheritdoc/>
    public string Name => "number";

    /// <inheritdoc/>
    public ReadingTally Start() => new Tally();

    /// <inheritdoc/>
    public Proposal? Propose(ReadingTally tally, ColumnEvidenceValue evidence)
    {
        var found = (Tally)tally;
        var affixes = found.Evidence.Counts.Keys;
        var units = UnitFactors.Decide(found.Evidence) ?? new AffixReading { Unknown = [.. affixes] };
        var known = affixes.Except(units.Unknown).Append("").ToHashSet(StringComparer.Ordinal);
        var total = found.Affixes.Where(entry => known.Contains(entry.Key.Before) && known.Contains(entry.Key.After))
            .Aggregate(found.Bare, (sum, entry) => sum.Plus(entry.Value));
        if (total.Either == 0)
        {
            return null;
        }

        var isOpen = total.Ambiguous > 0 && IsOpen(total);
        var mark = total.Comma > total.Point && !isOpen ? ',' : '.';
        var proposal = Form(mark, total, units, found, evidence.Present);
        return !isOpen
            ? proposal
            : proposal with
            {
                Rival = new Rival(
                    $"'{found.AmbiguousExample}' can be read with a decimal point or a decimal comma", Convention.DecimalPoint,
                    Convention.DecimalComma, Form(',', total, units, found, evidence.Present)),
            };
    }

    /// <summary>
    /// Whether the texts do not decide between the marks: as many speak for one as for the other, or nearly all have three digits behind
    /// the mark that a few others show to be the decimal one. Of fractions of three digits a tenth end in a zero, and are often shorter.
    /// </summary>
    private static bool IsOpen(Counts total) =>
        total.Point == total.Comma
        || (total.Sure == 0
            && Math.Abs(total.Point - total.Comma) < FewShort * (total.Comma > total.Point ? total.WithComma : total.WithPoint));

    private Proposal Form(char mark, Counts total, AffixReading units, Tally found, long present)
    {
        var own = mark == ',' ? total.Comma : total.Point;
        var isMixed = total.Either - own is > 0 and var other && other >= MixedShare * present;
        string[] notes = [.. units.Notes, .. found.Long > 0 ? [Precision(found)] : Array.Empty<string>()];
        return new Proposal
        {
            Reading = Name,
            Type = ColumnType.Number,
            Words = $"number, decimal '{mark}'{(units.Affixes.Count == 0 ? "" : $", with {Texts(units.Affixes)}")}",
            Rows = isMixed ? total.Either : own,
            Rank = 1,
            Reads = text => ValueParser.TryNumber(text, mark, units.Affixes, out _) || (units.Problem is not null && IsSplit(text, units))
                || (isMixed && ValueParser.TryNumber(text, mark == ',' ? '.' : ',', units.Affixes, out _)),
            DecimalMark = mark,
            ProvesMark = mark == ',' ? total.Comma > total.Point : total.Point > total.Comma,
            Affixes = units.Affixes,
            Note = notes.Length == 0 ? null : string.Join("; ", notes),
            Doubt = isMixed
                ? $"numbers in more than one locale: {total.Point} rows with a decimal point, {total.Comma} with a decimal comma"
                : units.Problem,
        };
    }

    /// <summary>Whether a text is a number next to a known affix whose meaning a person has to say.</summary>
    private static bool IsSplit(string text, AffixReading units) => NumberText.TrySplit(text, out var parts)
        && !units.Unknown.Contains(parts.Before.ToString()) && !units.Unknown.Contains(parts.After.ToString());

    private static string Texts(IReadOnlyList<NumberAffix> affixes) => string.Join(", ", affixes.Select(affix => $"'{affix.Text}'"));

    private static string Precision(Tally found) =>
        $"{found.Long} values have more digits than a number keeps (beyond 2^53, such as '{found.LongExample}'): as a feature they are "
        + "rounded; as a key or a text they are not";

    /// <summary>
    /// Rows whose text is a number with a decimal point, with a comma, with either; differently with both, by the mark in it; and with one
    /// alone, because a zero begins no group of digits.
    /// </summary>
    private readonly record struct Counts(long Point, long Comma, long Either, long WithPoint, long WithComma, long Sure)
    {
        public long Ambiguous => WithPoint + WithComma;

        public Counts Plus(Counts other) => new(
            Point + other.Point, Comma + other.Comma, Either + other.Either, WithPoint + other.WithPoint, WithComma + other.WithComma,
            Sure + other.Sure);
    }

    private sealed class Tally : ReadingTally
    {
        private const int MostAffixes = 200;
        private const double LargestExact = 1L << 53;

        private static readonly SearchValues<char> Whole = SearchValues.Create("+-0123456789");

        private readonly Dictionary<(string Before, string After), Counts> affixes = [];

        public Counts Bare { get; private set; }

        public IReadOnlyDictionary<(string Before, string After), Counts> Affixes => affixes;

        public AffixEvidence Evidence { get; } = new();

        public long Long { get; private set; }

        public string? LongExample { get; private set; }

        public string? AmbiguousExample { get; private set; }

        public override bool Add(string text, long rows)
        {
            if (Of(text, text, rows) is { } bare)
            {
                Bare = Bare.Plus(bare);
                Evidence.Add(rows);
                return true;
            }

            if (!NumberText.TrySplit(text, out var parts) || Of(parts.Digits, text, rows) is not { } counts)
            {
                return false;
            }

            Evidence.Add(parts, (parts.TryRead('.', out var value) || parts.TryRead(',', out value)) && value % 1 != 0, rows);
            var key = (parts.Before.ToString(), parts.After.ToString());
            if (affixes.Count < MostAffixes || affixes.ContainsKey(key))
            {
                affixes[key] = affixes.GetValueOrDefault(key).Plus(counts);
            }

            return true;
        }

        public override void Merge(ReadingTally other)
        {
            var tally = (Tally)other;
            Bare = Bare.Plus(tally.Bare);
            Evidence.Merge(tally.Evidence);
            Long += tally.Long;
            LongExample = Least(LongExample, tally.LongExample);
            AmbiguousExample = Least(AmbiguousExample, tally.AmbiguousExample);
            foreach (var (affix, counts) in tally.affixes)
            {
                affixes[affix] = affixes.GetValueOrDefault(affix).Plus(counts);
            }
        }

        private Counts? Of(ReadOnlySpan<char> body, string text, long rows)
        {
            var point = ValueParser.TryNumber(body, '.', out var withPoint);
            var comma = ValueParser.TryNumber(body, ',', out var withComma);
            if (!point && !comma)
            {
                return null;
            }

            var ambiguous = point && comma && withPoint != withComma;
            AmbiguousExample = ambiguous ? Least(AmbiguousExample, text) : AmbiguousExample;
            if (point && Math.Abs(withPoint) > LargestExact && IsWhole(body))
            {
                Long += rows;
                LongExample = Least(LongExample, text);
            }

            var hasComma = ambiguous && body.Contains(',');
            return new Counts(
                point ? rows : 0, comma ? rows : 0, rows, ambiguous && !hasComma ? rows : 0, hasComma ? rows : 0,
                point != comma && BeginsWithZero(body) ? rows : 0);
        }

        private static bool BeginsWithZero(ReadOnlySpan<char> body) => body.TrimStart("+-( ") is ['0', ..];

        private static bool IsWhole(ReadOnlySpan<char> body) => body.IndexOfAnyExcept(Whole) < 0;
    }
}
