namespace Trestle.Rows.Steps.Parsing;

/// <summary>A number with what stands next to it: "-$3.4M" is "$", "3.4", "M", negative. Slices of the text.</summary>
public readonly ref struct NumberParts
{
    /// <summary>What stands before the number, without sign and white space; empty when there is nothing.</summary>
    public ReadOnlySpan<char> Before { get; init; }

    /// <summary>The digits with their marks, without a sign.</summary>
    public ReadOnlySpan<char> Digits { get; init; }

    /// <summary>What stands behind the number, without sign and white space; empty when there is nothing.</summary>
    public ReadOnlySpan<char> After { get; init; }

    /// <summary>Whether the number is negative, however its sign is written.</summary>
    public bool Negative { get; init; }

    /// <summary>Reads the number alone; whether its digits are a number with this decimal mark.</summary>
    public bool TryRead(char decimalMark, out double value) => TryRead(decimalMark, 0, out value);

    /// <summary>Reads the number alone, times a power of ten.</summary>
    internal bool TryRead(char decimalMark, int shift, out double value)
    {
        var read = NumberReader.TryAny(Digits, decimalMark, shift, out value);
        value = Negative ? -value : value;
        return read;
    }
}

/// <summary>The look of numbers: which texts have a number with something next to it, and which look like a code.</summary>
public static class NumberText
{
    /// <summary>
    /// Whether the text is whole digits that begin with a superfluous zero, such as 00501 or -007. Every reader takes it for a number,
    /// and loses the zeros: in a column it speaks for codes.
    /// </summary>
    public static bool HasLeadingZero(ReadOnlySpan<char> text)
    {
        text = NumberSymbols.Trim(text);
        text = text.Length > 0 && NumberSymbols.Fold(text[0]) is '-' or '+' ? text[1..] : text;
        if (text.Length < 2 || NumberSymbols.Fold(text[0]) != '0')
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether the sign of a number is written the way of accountants: "(5)", "($5)", "5-", "5.00- EUR". Where every value of a column has
    /// one, it may be no sign at all.
    /// </summary>
    public static bool HasAccountingSign(ReadOnlySpan<char> text)
    {
        text = NumberSymbols.Trim(text);
        var digits = text.LastIndexOfAnyInRange('0', '9') + 1;
        return text.Contains('(') || (digits > 0 && digits < text.Length && NumberSymbols.Fold(text[digits..].TrimStart()[0]) == '-');
    }

    /// <summary>
    /// Splits a text into one number and its affixes, of which it has at least one. What may stand before a number is a closed list:
    /// currencies (symbols, ISO 4217, usual abbreviations) and comparisons (&lt;, ≥, ~); "Room 5", "A12" and "No. 5" are no numbers.
    /// Behind it may stand a currency, percent, and any words or units of up to 24 characters without a digit (other than the
    /// power in "m2"): whether they mean something is for the caller to judge. So "5 ft 11 in", "10-20", "12:30", "1 of 3", "0x1F"
    /// are refused, and so are ordinals ("3rd") and hours ("5 pm"). The sign may stand on either side of a currency, at the end, or
    /// be a pair of parentheses. What the digits are depends on the decimal mark: see <see cref="NumberParts.TryRead(char, out double)"/>.
    /// </summary>
    public static bool TrySplit(ReadOnlySpan<char> text, out NumberParts parts) =>
        NumberSplitter.TrySplit(text, out parts) && (parts.TryRead('.', out _) || parts.TryRead(',', out _));

    /// <summary>Whether <see cref="TrySplit"/> can find the text before or behind a number; true for the empty text.</summary>
    public static bool CanBeAffix(ReadOnlySpan<char> text) =>
        text.IsEmpty || (TrySplit($"{text}1", out var parts) && parts.Before.SequenceEqual(text))
        || (TrySplit($"1 {text}", out parts) && parts.After.SequenceEqual(text));

    /// <summary>Whether the text is a sign or an abbreviation of a currency: $, US$, EUR, Rs., kr.</summary>
    public static bool IsCurrency(ReadOnlySpan<char> text) => Currencies.Contain(text);

    /// <summary>Whether the text says that the number is a bound or near: &lt;, ≤, &gt;=, ~, and + behind a number.</summary>
    public static bool IsComparison(ReadOnlySpan<char> text) =>
        text is "<" or ">" or "<=" or ">=" or "=<" or "=>" or "≤" or "≥" or "~" or "≈" or "+" or "ca." or "ca" or "approx." or "approx";
}
