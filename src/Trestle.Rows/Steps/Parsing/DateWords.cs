namespace Trestle.Rows.Steps.Parsing;

/// <summary>The words around the parts of a date that do not change what it means.</summary>
internal static class DateWords
{
    private static readonly string[] Ordinals = ["st", "nd", "rd", "th", "er", "e", "o", "º", "ª"];

    private static readonly string[] Fillers =
        ["de", "del", "of", "at", "um", "à", "às", "kl", "klo", "om", "alle", "o", "в", "den", "le", "el"];

    /// <summary>The letters with which a text begins, and the accents after them.</summary>
    public static ReadOnlySpan<char> Letters(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && (char.IsLetter(text[end]) || text[end] is >= '\u0300' and <= '\u036F'))
        {
            end++;
        }

        return text[..end];
    }

    /// <summary>The letters with which a text begins, and those after a hyphen ("segunda-feira").</summary>
    public static ReadOnlySpan<char> DayName(ReadOnlySpan<char> text)
    {
        var first = Letters(text).Length;
        return first + 1 < text.Length && text[first] == '-' && text[(first + 1)..] is ['f' or 'F', 'e' or 'E', ..]
            ? text[..(first + 1 + Letters(text[(first + 1)..]).Length)]
            : text[..first];
    }

    /// <summary>Where the date begins after a day's name ("Tue, "); 0 when there is none, else less than the text's length.</summary>
    public static int DayInFront(ReadOnlySpan<char> text, out int days)
    {
        var name = DayName(text);
        days = DateNames.WeekDays(name);
        if (days == 0)
        {
            return 0;
        }

        var end = name.Length;
        while (end < text.Length && (text[end] is '.' or ',' || char.IsWhiteSpace(text[end])))
        {
            end++;
        }

        end += end > name.Length ? Filler(text[end..]) : 0;
        return end > name.Length && end < text.Length ? end : 0;
    }

    /// <summary>The length of what makes a number an ordinal: "st", "º", a point; 0 when nothing does.</summary>
    public static int Ordinal(ReadOnlySpan<char> text)
    {
        var word = Letters(text);
        return word.Length == 0 ? (text is ['.' or '°', ..] ? 1 : 0) : Among(word, Ordinals) ? word.Length : 0;
    }

    /// <summary>The length of a word such as "de" and the blanks after it; 0 when the text does not begin with one.</summary>
    public static int Filler(ReadOnlySpan<char> text)
    {
        var word = Letters(text);
        var end = word.Length;
        end += end < text.Length && text[end] == '.' ? 1 : 0;
        var start = end;
        while (end < text.Length && char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return end > start && Among(word, Fillers) ? end : 0;
    }

    /// <summary>Whether a text is the word for "year" that Russian puts after one.</summary>
    public static bool EndsYear(ReadOnlySpan<char> text) => text.Length < 4 && text.Trim() is "г." or "г";

    private static bool Among(ReadOnlySpan<char> word, string[] words)
    {
        foreach (var known in words)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
