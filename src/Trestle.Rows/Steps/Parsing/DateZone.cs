namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Reads zones at the end of a time: Z, UTC, GMT, +1, +01, +0100, +01:00, GMT+0100, EST, with or without a blank before.
/// </summary>
internal static class DateZone
{
    /// <summary>
    /// Hours that clocks of a name are ahead of UTC: those of RFC 5322 (4.3), and names that only one part of the world has. IST and BST,
    /// for example, have several meanings and are not read.
    /// </summary>
    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Hours = new (string Name, int Hours)[]
    {
        ("UT", 0), ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7),
        ("AKST", -9), ("AKDT", -8), ("HST", -10), ("WET", 0), ("WEST", 1), ("CET", 1), ("CEST", 2), ("MEZ", 1), ("MESZ", 2),
        ("EET", 2), ("EEST", 3), ("MSK", 3), ("JST", 9), ("KST", 9), ("AEST", 10), ("AEDT", 11), ("NZST", 12), ("NZDT", 13),
    }.ToDictionary(zone => zone.Name, zone => zone.Hours, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A name such as EST in a text, with what it is read as: "EST is UTC-5"; null when there is none.</summary>
    public static string? Named(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var word = DateWords.Letters(text[at..]);
            if (Hours.TryGetValue(word, out var name, out var hours))
            {
                return $"{name} is UTC{hours:+0;-0;+0}";
            }

            at += word.Length;
        }

        return null;
    }

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
        if (name == 0 && DateWords.Letters(rest) is { IsEmpty: false } word && Hours.TryGetValue(word, out var hours))
        {
            minutes = hours * 60;
            at = text.Length - rest.Length + word.Length;
            return true;
        }

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
