using System.Globalization;
using System.Text;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// What is known about date formats: those that are tried when the format of a column is inferred, which of them are rivals, and
/// which are other forms of one another. Positions are those of <see cref="All"/>.
/// </summary>
public static class DateFormats
{
    /// <summary>The most formats of <see cref="All"/> that can read one text.</summary>
    public const int MostMatches = 32;

    // 2024-10-23T21:41:35.
    private const double Sample = 1_729_719_695_000_000;

    private static readonly DateProgram[] Programs = [.. DateFormatList.All.Select(format => new DateProgram(format))];

    /// <summary>Every format tried by inference, in order of preference: day before month where both fit.</summary>
    public static IReadOnlyList<string> All => DateFormatList.All;

    /// <summary>Formats of dates that are written as numbers, such as Excel's; they have to be declared.</summary>
    public static IReadOnlyList<string> Numeric => DateNumbers.Words;

    /// <summary>Whether a text can be a date at all; rules out most texts at once.</summary>
    public static bool CouldBeDate(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length is < 4 or > DateText.Longest || (!text.ContainsAnyInRange('0', '9') && Ascii.IsValid(text)))
        {
            return false;
        }

        // Digits alone are a date of 8, 12, 14 or 17.
        return text.ContainsAnyExceptInRange('0', '9') || text.Length is 8 or 12 or 14 or 17;
    }

    /// <summary>
    /// The positions of the formats that read a text, ascending; <paramref name="matches"/> has room for <see cref="MostMatches"/>.
    /// </summary>
    /// <returns>Their number.</returns>
    public static int Matching(ReadOnlySpan<char> text, Span<int> matches)
    {
        text = text.Trim();
        if (text.Length > DateText.Longest)
        {
            return 0;
        }

        var plain = DateText.IsPlain(text) ? text : DateText.Plain(text, stackalloc char[DateText.Longest]);
        var count = Matching(plain, DateShapes.Candidates(plain), matches);
        var day = DateWords.DayInFront(plain, out _);
        if (day > 0)
        {
            count += Matching(plain, DateShapes.Candidates(plain[day..]), matches[count..]);
            matches[..count].Sort();
        }

        return count;
    }

    /// <summary>Whether the first of some formats that reads a text finds a time of day and no zone.</summary>
    public static bool IsLocal(ReadOnlySpan<char> text, IReadOnlyList<string> formats)
    {
        text = text.Trim();
        foreach (var format in formats)
        {
            if (DateProgram.Of(format).TryRead(text, out _, out var local))
            {
                return local;
            }
        }

        return false;
    }

    /// <summary>The zone that a text names by letters, and what it is read as: "EST is UTC-5"; null when it names none.</summary>
    public static string? NamedZone(string text) => DateZone.Named(text);

    /// <summary>
    /// Whether two formats read the same texts, but with day, month and two-digit year in another order ("01/02/2024"), so that the
    /// texts alone cannot tell which one is right.
    /// </summary>
    public static bool Rival(string a, string b) => Order(a) != Order(b) && Skeleton(a) == Skeleton(b);

    /// <summary>
    /// Whether two formats have day, month and year in the same order, whatever their separators, padding, digits of the year and times.
    /// A column in which both occur can be read with both.
    /// </summary>
    public static bool SameOrder(string a, string b) => Order(a) == Order(b);

    /// <summary>
    /// The order of the parts of a date: "dMy", "Mdy", "yMd", "My", "yw" (week), "yq" (quarter), for instance; empty for a time of day
    /// alone. A numeric format is an order of its own.
    /// </summary>
    public static string Order(string format) => DateNumbers.Knows(format)
        ? format
        : string.Concat(Unquoted(format).Replace("dddd", "").Replace("ddd", "")
            .Where(letter => letter is 'y' or 'M' or 'd' or 'w' or 'q').Distinct());

    /// <summary>What is wrong with a declared format, as the end of a sentence that begins with it; null when it can be used.</summary>
    public static string? Fault(string format)
    {
        if (DateNumbers.Knows(format))
        {
            return null;
        }

        if (format.Length == 1)
        {
            return NeedsClock(format) ? "has no year" : Prints(format) ? null : "is not a date format";
        }

        var fields = Unquoted(format);
        if (fields.Contains('%'))
        {
            return "is a format of C: in .NET, %d/%m/%Y is dd/MM/yyyy";
        }

        if (fields.Contains('Y') || fields.Contains('D') && !fields.Contains("ww"))
        {
            return "has capital letters that mean nothing: years are y, days are d";
        }

        var time = fields.Contains('H') || fields.Contains('h');
        return NeedsClock(format) || (!fields.Contains('y') && !time) ? "has no year (yyyy)"
            : fields.Contains('m') && !time ? "has minutes (mm) but no hour: months are MM"
            : fields.Contains('h') && !fields.Contains('t') ? "has hours up to 12 (hh) but no AM or PM (tt): hours up to 23 are HH"
            : Prints(format) ? null : "is not a date format";
    }

    /// <summary>A moment (microseconds since 1970) as a format writes it.</summary>
    public static string Print(double micros, string format)
    {
        var moment = DateTime.UnixEpoch.AddTicks((long)micros * TimeSpan.TicksPerMicrosecond);
        return DateNumbers.Knows(format)
            ? DateNumbers.Print(moment.Ticks, format)
            : moment.ToString(Filled(format, moment), CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The format of <see cref="Numeric"/> in which all numbers of a range would be dates of our time (1970 to 2100); null if there is
    /// none.
    /// </summary>
    public static string? Plausible(double low, double high) => DateNumbers.Plausible(low, high);

    /// <summary>Whether a format has a day or a month but no year, so that .NET would take the year of the clock.</summary>
    internal static bool NeedsClock(string format) =>
        format.Length == 1 ? format is "m" or "M" : !DateNumbers.Knows(format) && Order(format) is [_, ..] order && !order.Contains('y');

    private static int Matching(ReadOnlySpan<char> text, ReadOnlySpan<int> candidates, Span<int> matches)
    {
        var count = 0;
        foreach (var candidate in candidates)
        {
            if (Programs[candidate].TryRead(text, out _, out _))
            {
                matches[count++] = candidate;
            }
        }

        return count;
    }

    private static bool Prints(string format)
    {
        try
        {
            return ValueParser.TryDate(Print(Sample, format), [format], out _);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The format with weeks and quarters, which .NET has no fields for, filled in.</summary>
    private static string Filled(string format, DateTime moment)
    {
        if (format.Contains("Www", StringComparison.Ordinal))
        {
            return format.Replace("yyyy", $"{ISOWeek.GetYear(moment):D4}").Replace("ww", $"{ISOWeek.GetWeekOfYear(moment):D2}")
                .Replace("D", $"{(((int)moment.DayOfWeek + 6) % 7) + 1}");
        }

        return format.Replace("Qq", $"Q{((moment.Month - 1) / 3) + 1}");
    }

    /// <summary>What two formats have in common that read the same texts: padding does not count, nor which part two digits are.</summary>
    private static string Skeleton(string format) => DateNumbers.Knows(format) ? format : Unquoted(format)
        .Replace("MMMM", "N").Replace("MMM", "N").Replace("yyyy", "Y").Replace("yy", "#").Replace("MM", "#").Replace('M', '#')
        .Replace("dddd", "w").Replace("ddd", "w").Replace("dd", "#").Replace('d', '#').Replace("HH", "H").Replace("hh", "h");

    private static string Unquoted(string format)
    {
        var parts = format.Split('\'', '"');
        return parts.Length == 1 ? format : string.Concat(parts.Where((_, i) => i % 2 == 0));
    }
}
