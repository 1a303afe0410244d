using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// Names written in digits, which lose their meaning as numbers: with leading zeros (postal codes, article numbers), or with letters
/// before or after the digits of some (invoices and their cancellations). Such a column stays text.
/// </summary>
internal sealed class CodeReading : IReading
{
    /// <summary>The share of leading zeros from which they are no accident; with a fixed width any number of them counts.</summary>
    private const double PaddedShare = 0.01;

    /// <summary>The share and the number of texts with letters from which they are no typing mistakes.</summary>
    private const double LetteredShare = 0.002;
    private const int LetteredTexts = 2;

    /// <inheritdoc/>
    public string Name => "code";

    /// <inheritdoc/>
    public ReadingTally Start() => new Tally();

    /// <inheritdoc/>
    public Proposal? Propose(ReadingTally tally, ColumnEvidenceValue evidence)
    {
        var found = (Tally)tally;
        return Why(found, evidence) is not { } why ? null : new Proposal
        {
            Reading = Name,
            Type = ColumnType.Text,
            Words = "code",
            Rows = found.Rows,
            Rank = why.Surely ? 2 : 0,
            Reads = text => Tally.Kind(text) != Form.Other,
            Note = $"read as a code, not as a number: {why.Words}",
        };
    }

    /// <summary>Why the column holds codes, and whether it does even where every one of them is a number; null when it does not.</summary>
    private static (string Words, bool Surely)? Why(Tally found, ColumnEvidenceValue evidence)
    {
        var (padded, lettered) = (found.Of(Form.Padded), found.Of(Form.Lettered));
        // Next to fractions, as in the codes of diseases (250.83, V27), only letters before the digits are no unit or flag.
        var whole = found.Of(Form.Fraction) == 0;
        string Example(Form form) => $"such as '{found.Example(form)}'";
        bool Repeats(Form form) => evidence.Texts().Select(entry => entry.Key)
            .Where(text => Tally.Kind(text) == form && (whole || char.IsAsciiLetter(text[0]))).Take(LetteredTexts).Count() == LetteredTexts;

        return whole && padded > 0 && (padded >= PaddedShare * found.Rows || found.FixedWidth)
                ? ($"{padded} values have leading zeros, {Example(Form.Padded)}", true)
            : found.AllAre(Form.Dialled) ? ($"all have a plus sign before many digits, {Example(Form.Dialled)}", true)
            : found.AllAre(Form.Address) ? ($"all are four numbers up to 255, {Example(Form.Address)}", true)
            : found.AllAre(Form.Grouped) && found.FixedWidth && evidence.Distinct > 1
                ? ($"all have the same groups of digits, {Example(Form.Grouped)}", true)
            : whole && found.Of(Form.Exponent) > 0 && Repeats(Form.Exponent)
                ? ($"{found.Of(Form.Exponent)} values have an E between whole numbers, {Example(Form.Exponent)}", true)
            : found.Of(Form.Plain) + padded > 0 && lettered >= LetteredShare * found.Rows && Repeats(Form.Lettered)
                ? ($"{lettered} values have letters next to the digits, {Example(Form.Lettered)}", false)
            : null;
    }

    private enum Form
    {
        /// <summary>No code.</summary>
        Other,

        /// <summary>Digits alone.</summary>
        Plain,

        /// <summary>Digits with a leading zero.</summary>
        Padded,

        /// <summary>Digits around a point.</summary>
        Fraction,

        /// <summary>Up to four letters before digits, or one behind.</summary>
        Lettered,

        /// <summary>Whole numbers around an E, as in article numbers; programs write a sign or a fraction with their exponents.</summary>
        Exponent,

        /// <summary>A plus sign before 8 to 15 digits.</summary>
        Dialled,

        /// <summary>Four numbers up to 255 between points.</summary>
        Address,

        /// <summary>Three groups or more of three digits each, with points or blanks between them.</summary>
        Grouped,
    }

    private sealed class Tally : ReadingTally
    {
        private const int FewestDialled = 8;
        private const int MostDialled = 15;

        private readonly long[] counts = new long[(int)Form.Grouped + 1];
        private readonly string?[] examples = new string?[(int)Form.Grouped + 1];
        private int width = -1;

        /// <summary>Rows of any form.</summary>
        public long Rows => counts.Sum();

        /// <summary>Whether all texts but lettered ones have one length.</summary>
        public bool FixedWidth => width > 1;

        /// <summary>Rows of a form.</summary>
        public long Of(Form form) => counts[(int)form];

        /// <summary>The first text of a form, ordinally.</summary>
        public string? Example(Form form) => examples[(int)form];

        /// <summary>Whether there are texts of one form only.</summary>
        public bool AllAre(Form form) => Of(form) > 0 && Of(form) == Rows;

        public override bool Add(string text, long rows)
        {
            var form = Kind(text);
            if (form == Form.Other)
            {
                return false;
            }

            counts[(int)form] += rows;
            examples[(int)form] = Least(examples[(int)form], text);
            if (form is Form.Lettered or Form.Exponent or Form.Fraction)
            {
                return false;
            }

            Widen(text.Length);
            return true;
        }

        public override void Merge(ReadingTally other)
        {
            var tally = (Tally)other;
            for (var form = 0; form < counts.Length; form++)
            {
                counts[form] += tally.counts[form];
                examples[form] = Least(examples[form], tally.examples[form]);
            }

            if (tally.width >= 0)
            {
                Widen(tally.width);
            }
        }

        /// <summary>The form of a text.</summary>
        public static Form Kind(string text)
        {
            var letters = 0;
            while (letters < text.Length && letters < 5 && char.IsAsciiLetter(text[letters]))
            {
                letters++;
            }

            var at = letters > 0 && letters < text.Length && text[letters] is '-' or '_' or '/' ? letters + 1 : letters;
            var first = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            var digits = at - first;
            var behind = text.Length - at;
            return (digits == 0 || behind > 1) && letters == 0 ? Marked(text, digits)
                : digits == 0 || letters > 4 || behind > 1 || (behind == 1 && !char.IsAsciiLetter(text[at])) ? Form.Other
                : letters > 0 || behind > 0 ? digits + letters + behind < 2 ? Form.Other : Form.Lettered
                : NumberText.HasLeadingZero(text) ? Form.Padded
                : Form.Plain;
        }

        /// <summary>The form of a text that begins with digits, or with a sign, and is more than that.</summary>
        private static Form Marked(ReadOnlySpan<char> text, int digits)
        {
            if (digits == 0)
            {
                var dialled = text.Length > FewestDialled && text.Length <= MostDialled + 1 && text[0] == '+' && AreDigits(text[1..]);
                return dialled ? Form.Dialled : Form.Other;
            }

            return text[digits] switch
            {
                'E' => AreDigits(text[(digits + 1)..]) ? Form.Exponent : Form.Other,
                '.' or ' ' => Groups(text, text[digits]),
                _ => Form.Other,
            };
        }

        private static Form Groups(ReadOnlySpan<char> text, char mark)
        {
            if (text.Count(mark) < 2)
            {
                return mark == '.' && AreDigits(text[(text.IndexOf(mark) + 1)..]) ? Form.Fraction : Form.Other;
            }

            var (groups, threes, bytes) = (0, true, mark == '.');
            foreach (var part in text.Split(mark))
            {
                var group = text[part];
                if (group.Length is 0 or > 3 || !AreDigits(group))
                {
                    return Form.Other;
                }

                groups++;
                threes &= group.Length == 3;
                bytes &= byte.TryParse(group, out _);
            }

            return bytes && groups == 4 ? Form.Address : threes && groups >= 3 ? Form.Grouped : Form.Other;
        }

        private static bool AreDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

        private void Widen(int length) => width = width is -1 || width == length ? length : 0;
    }
}
