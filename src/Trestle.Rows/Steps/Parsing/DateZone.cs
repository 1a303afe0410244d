namespace Trestle.Rows.Steps.Parsing;

/// <summary>Reads zones at the end of a time: Z, UTC, GMT, +1, +01, +0100, +01:00, GMT+0100, with or without a blank before.</summary>
internal static class DateZone
{
    /// <summary>Reads a zone from a position on, which moves past it; where there is none, it stays, and the offset is 0.</summary>
    /// <returns>Whether what is there, if it is a zone, is a possible one.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, ref int at, out int minutes)
    {
        minutes = 0;
        var from = at;
        while (from < text.Length && char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        var rest = text[from..];
        var name = rest.StartsWith("UTC", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("GMT", StringComparison.OrdinalIgnoreCase)
            ? 3
            : rest is ['Z' or 'z', ..] ? 1 : 0;
        rest = rest[name..];
        var length = name == 1 ? 0 : Offset(rest, out minutes);
        if (length < 0)
        {
            return false;
        }

        if (name + length > 0)
        {
            at = text.Length - rest.Length + length;
            SkipComment(text, ref at);
        }

        return true;
    }

    /// <summary>The length of an offset; 0 when there is none, -1 when it is not possible.</summary>
    private static int Offset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is not ['+' or '-', >= '0' and <= '9', ..])
        {
            return 0;
        }

        var digits = Digits(text[1..]);
        var end = 1 + digits;
        if (digits <= 2 && end < text.Length && text[end] == ':' && Digits(text[(end + 1)..]) == 2)
        {
            minutes = (Value(text[1..end]) * 60) + Value(text.Slice(end + 1, 2));
            end += 3;
        }
        else if (digits is 1 or 2 or 4)
        {
            minutes = digits == 4 ? (Value(text[1..3]) * 60) + Value(text[3..5]) : Value(text[1..end]) * 60;
        }
        else
        {
            return -1;
        }

        // Nowhere is more than 14 hours away from UTC.
        var possible = minutes <= 14 * 60 && (digits <= 2 && end < 5 || Value(text[(end - 2)..end]) < 60);
        minutes = text[0] == '-' ? -minutes : minutes;
        return possible ? end : -1;
    }

    /// <summary>The name of a zone that an offset explains: "+01:00[Europe/Paris]", "GMT+0100 (Central European Standard Time)".</summary>
    private static void SkipComment(ReadOnlySpan<char> text, ref int at)
    {
        var rest = text[at..].TrimStart();
        if (rest is ['[', .., ']'] or ['(', .., ')'])
        {
            at = text.Length;
        }
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static int Value(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
