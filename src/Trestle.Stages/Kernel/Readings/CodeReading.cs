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
        var padded = found.Padded > 0 && (found.Padded >= PaddedShare * found.Rows || found.FixedWidth);
        var lettered = found.Plain + found.Padded > 0 && found.Lettered >= LetteredShare * found.Rows
            && evidence.Texts().Where(entry => Tally.Kind(entry.Key) == Form.Lettered).Take(LetteredTexts).Count() == LetteredTexts;
        if (!padded && !lettered)
        {
            return null;
        }

        var why = padded
            ? $"{found.Padded} values have leading zeros, such as '{found.PaddedExample}'"
            : $"{found.Lettered} values have letters next to the digits, such as '{found.LetteredExample}'";
        return new Proposal
        {
            Reading = Name,
            Type = ColumnType.Text,
            Words = "code",
            Rows = found.Rows,
            Rank = padded ? 2 : 0,
            Reads = text => Tally.Kind(text) != Form.Other,
            Note = $"read as a code, not as a number: {why}",
        };
    }

    private enum Form
    {
        Other,
        Plain,
        Padded,
        Lettered,
    }

    private sealed class Tally : ReadingTally
    {
        private int width = -1;

        public long Plain { get; private set; }

        public long Padded { get; private set; }

        public long Lettered { get; private set; }

        public string? PaddedExample { get; private set; }

        public string? LetteredExample { get; private set; }

        public long Rows => Plain + Padded + Lettered;

        /// <summary>Whether all texts have one length.</summary>
        public bool FixedWidth => width > 1;

        public override bool Add(string text, long rows)
        {
            switch (Kind(text))
            {
                case Form.Plain:
                    Plain += rows;
                    break;
                case Form.Padded:
                    Padded += rows;
                    PaddedExample = Least(PaddedExample, text);
                    break;
                case Form.Lettered:
                    Lettered += rows;
                    LetteredExample = Least(LetteredExample, text);
                    return false;
                default:
                    return false;
            }

            Widen(text.Length);
            return true;
        }

        public override void Merge(ReadingTally other)
        {
            var tally = (Tally)other;
            Plain += tally.Plain;
            Padded += tally.Padded;
            Lettered += tally.Lettered;
            PaddedExample = Least(PaddedExample, tally.PaddedExample);
            LetteredExample = Least(LetteredExample, tally.LetteredExample);
            if (tally.width >= 0)
            {
                Widen(tally.width);
            }
        }

        /// <summary>Digits alone; digits with a leading zero; up to four letters, or one behind, next to digits.</summary>
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
            return digits == 0 || letters > 4 || behind > 1 || (behind == 1 && !char.IsAsciiLetter(text[at])) ? Form.Other
                : letters > 0 || behind > 0 ? digits + letters + behind < 2 ? Form.Other : Form.Lettered
                : NumberText.HasLeadingZero(text) ? Form.Padded
                : Form.Plain;
        }

        private void Widen(int length) => width = width is -1 || width == length ? length : 0;
    }
}
