namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Splits a number from its affixes; see <see cref="NumberText.TrySplit"/> for the rule. Whether the digits are a number with some
/// decimal mark is left to those who read them.
/// </summary>
internal static class NumberSplitter
{
    private const int LongestText = 256;
    private const int LongestAfter = 24;
    private const int LongestComparison = 2;

    public static bool TrySplit(ReadOnlySpan<char> text, out NumberParts parts)
    {
        parts = default;
        var rest = NumberSymbols.Trim(text);
        if (rest.Length is 0 or > LongestText)
        {
            return false;
        }

        rest = NumberSymbols.Visible(rest);
        var sign = default(Sign);
        sign.TakeBefore(ref rest);
        var first = IndexOfDigit(rest);
        if (first < 0)
        {
            return false;
        }

        // The mark of "$.50" belongs to the number, that of "Rs.500" to the currency: what is known as a currency decides.
        var mark = first > 0 && NumberSymbols.Fold(rest[first - 1]) is '.' or ',' ? 1 : 0;
        var start = TryBefore(rest[..first], ref sign, out var before) ? first
            : mark == 1 && TryBefore(rest[..(first - 1)], ref sign, out before) ? first - 1
            : -1;
        if (start < 0)
        {
            return false;
        }

        var length = LengthOfNumber(rest[start..]);
        var digits = rest.Slice(start, length);
        var after = rest[(start + length)..];
        sign.TakeAfter(ref after);
        if (!sign.IsOne || (before.IsEmpty && NumberSymbols.Trim(after).IsEmpty) || !IsAfter(after, digits))
        {
            return false;
        }

        parts = new NumberParts { Before = before, Digits = digits, After = NumberSymbols.Trim(after), Negative = sign.Negative };
        return true;
    }

    private static int IndexOfDigit(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsDigit(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What stands before the digits: a comparison, a currency, both, or nothing; and the sign, if it was not first.</summary>
    private static bool TryBefore(ReadOnlySpan<char> text, scoped ref Sign sign, out ReadOnlySpan<char> before)
    {
        before = NumberSymbols.Trim(text);
        var taken = sign;
        taken.TakeBehind(ref before);
        var known = before.IsEmpty || NumberText.IsComparison(before) || Currencies.Contain(before);
        for (var i = 1; !known && i < before.Length && i <= LongestComparison; i++)
        {
            known = NumberText.IsComparison(before[..i]) && Currencies.Contain(NumberSymbols.Trim(before[i..]));
        }

        sign = known ? taken : sign;
        return known;
    }

    /// <summary>The digits with the marks and blanks between them, and an exponent.</summary>
    private static int LengthOfNumber(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (at < text.Length && (char.IsDigit(text[at]) || (IsMark(text[at]) && IsDigitAt(text, at + 1))))
        {
            at++;
        }

        if (at == text.Length || text[at] is not ('e' or 'E'))
        {
            var cents = at < text.Length && NumberSymbols.Fold(text[at]) is '.' or ',' ? NumberSymbols.SkipDashes(text, at + 1) : 0;
            return cents > at + 1 ? cents : at;
        }

        var end = at + 1 < text.Length && NumberSymbols.Fold(text[at + 1]) is '-' or '+' ? at + 2 : at + 1;
        var from = end;
        while (IsDigitAt(text, end))
        {
            end++;
        }

        return end > from && (end == text.Length || !char.IsLetterOrDigit(text[end])) ? end : at;
    }

    private static bool IsDigitAt(ReadOnlySpan<char> text, int at) => at < text.Length && char.IsDigit(text[at]);

    private static bool IsMark(char c) => NumberSymbols.Fold(c) is '.' or ',' or '\'' or ' ';

    private static bool IsAfter(ReadOnlySpan<char> text, ReadOnlySpan<char> digits)
    {
        var words = NumberSymbols.Trim(text);
        if (words.IsEmpty)
        {
            return true;
        }

        if (words.Length > LongestAfter || !CanBegin(words[0]) || IsClock(words))
        {
            return false;
        }

        var glued = !NumberSymbols.IsBlank(text[0]);
        if (glued && (IsOrdinal(words) || (digits is "0" && words[0] is 'x' or 'X')))
        {
            return false;
        }

        for (var i = 1; i < words.Length; i++)
        {
            if (!CanFollow(words, i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool CanBegin(char c) =>
        char.IsLetter(c) || Currencies.IsSymbol(c) || NumberSymbols.Fold(c) is '%' or '+' or '"' or '\'' or '°'
        || c is '‰' or '‱' or '′' or '″' or '”' or 'º' or '/';

    private static bool CanFollow(ReadOnlySpan<char> words, int at)
    {
        var c = words[at];
        if (char.IsDigit(c))
        {
            var power = c is '2' or '3' && char.IsLetter(words[at - 1]);
            return power && (at + 1 == words.Length || !char.IsLetterOrDigit(words[at + 1]));
        }

        return CanBegin(c) || NumberSymbols.IsBlank(c) || c is '.' or '·' or '²' or '³' or '^' or '⁻' or '¹';
    }

    private static bool IsOrdinal(ReadOnlySpan<char> words) => Is(words, "st") || Is(words, "nd") || Is(words, "rd") || Is(words, "th");

    private static bool IsClock(ReadOnlySpan<char> words) =>
        Is(words, "am") || Is(words, "pm") || Is(words, "a.m.") || Is(words, "p.m.") || Is(words, "uhr") || Is(words, "o'clock");

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The sign of a number, wherever it was found.</summary>
    private struct Sign
    {
        private int signs;
        private int open;
        private int closed;

        public bool Negative { get; private set; }

        /// <summary>Whether there is at most one sign, or one pair of parentheses.</summary>
        public readonly bool IsOne => signs + open <= 1 && open == closed;

        /// <summary>Takes "-", "+" or "(" from the front.</summary>
        public void TakeBefore(ref ReadOnlySpan<char> text)
        {
            if (Take(text[0], hyphens: true))
            {
                text = NumberSymbols.Trim(text[1..]);
            }
        }

        /// <summary>Takes "-", "+" or "(" from the end of what stands before the digits.</summary>
        public void TakeBehind(ref ReadOnlySpan<char> text)
        {
            if (!text.IsEmpty && Take(text[^1], hyphens: true))
            {
                text = NumberSymbols.Trim(text[..^1]);
            }
        }

        /// <summary>Takes "-" or ")" from the front of what stands behind the digits, or ")" from its end.</summary>
        public void TakeAfter(ref ReadOnlySpan<char> text)
        {
            var words = NumberSymbols.Trim(text);
            if (words is [')', ..])
            {
                closed++;
                text = words[1..];
            }
            else if (words is [.., ')'])
            {
                closed++;
                text = text[..text.LastIndexOf(')')];
            }
            else if (!words.IsEmpty && NumberSymbols.Fold(words[0]) == '-' && (words.Length == 1 || !char.IsLetterOrDigit(words[1])))
            {
                Take(words[0], hyphens: false);
                text = words[1..];
            }
        }

        private bool Take(char c, bool hyphens)
        {
            var sign = hyphens && NumberSymbols.IsHyphen(c) ? '-' : NumberSymbols.Fold(c);
            signs += sign is '-' or '+' ? 1 : 0;
            open += sign == '(' ? 1 : 0;
            Negative |= sign is '-' or '(';
            return sign is '-' or '+' or '(';
        }
    }
}
