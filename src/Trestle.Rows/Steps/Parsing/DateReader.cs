using System.Globalization;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Reads dates by .NET custom format strings. Formats of four-digit years, numbers and separators are read here, several times faster
/// than by <c>DateTime.TryParseExact</c> and with the same result; all others are left to it.
/// </summary>
internal static class DateReader
{
    public static IReadOnlyList<string> Iso { get; } =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-ddTHH:mm",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-ddTHH:mmK",
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        .. Iso,
        .. WithTimes("dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "dd-MM-yyyy", "MM-dd-yyyy", "yyyy/MM/dd", "yyyy.MM.dd"),
        .. WithTimes("d/M/yyyy", "M/d/yyyy", "d.M.yyyy", "d-M-yyyy", "M-d-yyyy", "yyyy/M/d", "yyyy-M-d"),
        "dd/MM/yyyy hh:mm:ss tt",
        "MM/dd/yyyy hh:mm:ss tt",
        "M/d/yyyy h:mm:ss tt",
        "M/d/yyyy h:mm tt",
        "d MMM yyyy",
        "d-MMM-yyyy",
        "d MMMM yyyy",
        "MMM d, yyyy",
        "MMMM d, yyyy",
        "yyyyMMdd",
        "yyyyMMddHHmm",
        "yyyyMMddHHmmss",
        "yyyyMMddTHHmmss",
        "yyyyMMddTHHmmssK",
    ];

    /// <summary>Reads a text without white space around it; <paramref name="ticks"/> counts from the year 1.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, string format, out long ticks)
    {
        ticks = 0;
        var parts = new Parts();
        var at = 0;
        var run = 1;
        for (var f = 0; f < format.Length; f += run)
        {
            var letter = format[f];
            if (IsLiteral(format, f))
            {
                run = 1;
                if (at == text.Length || text[at++] != letter)
                {
                    return false;
                }

                continue;
            }

            run = Run(format, f);
            if (format.Length == 1 || !parts.Lacks(letter, run))
            {
                return TryReadSlowly(text, format, out ticks);
            }

            if (!TryDigits(text, ref at, run, out var value))
            {
                return false;
            }

            parts.Set(letter, value);
        }

        return parts.Complete ? at == text.Length && parts.TryTicks(out ticks) : TryReadSlowly(text, format, out ticks);
    }

    /// <summary>
    /// Whether a character of a format is literal. A single letter is a format of its own; a point before F may be missing.
    /// </summary>
    private static bool IsLiteral(string format, int at) => format[at] switch
    {
        'T' or 'Z' => format.Length > 1,
        '%' or '\\' or '\'' or '"' => false,
        '.' => at + 1 == format.Length || format[at + 1] != 'F',
        var sign => !char.IsAsciiLetter(sign),
    };

    private static bool TryReadSlowly(ReadOnlySpan<char> text, string format, out long ticks)
    {
        // Without NoCurrentDateDefault a format without a date would take today's.
        const DateTimeStyles Style =
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault;
        var read = DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Style, out var moment);
        ticks = moment.Ticks;
        return read;
    }

    private static int Run(string format, int at)
    {
        var end = at + 1;
        while (end < format.Length && format[end] == format[at])
        {
            end++;
        }

        return end - at;
    }

    /// <summary>Reads <paramref name="count"/> digits; one or two when it is 1.</summary>
    private static bool TryDigits(ReadOnlySpan<char> text, ref int at, int count, out int value)
    {
        value = 0;
        var least = at + count;
        var most = count == 1 ? at + 2 : least;
        while (at < most && at < text.Length && char.IsAsciiDigit(text[at]))
        {
            value = (value * 10) + (text[at++] - '0');
        }

        return at >= least;
    }

    private static IEnumerable<string> WithTimes(params string[] dates) =>
        dates.SelectMany(date => new[] { date, $"{date} HH:mm", $"{date} HH:mm:ss" });

    /// <summary>The parts of a date and a time of day.</summary>
    private struct Parts()
    {
        private int year = -1;
        private int month = -1;
        private int day = -1;
        private int hour = -1;
        private int minute = -1;
        private int second = -1;

        public readonly bool Complete => year >= 0 && month >= 0 && day >= 0;

        /// <summary>Whether a run of a letter is a part that is supported here and has not occurred yet.</summary>
        public readonly bool Lacks(char letter, int run) => letter switch
        {
            'y' => run == 4 && year < 0,
            'M' => run <= 2 && month < 0,
            'd' => run <= 2 && day < 0,
            'H' => run <= 2 && hour < 0,
            'm' => run <= 2 && minute < 0,
            's' => run <= 2 && second < 0,
            _ => false,
        };

        public void Set(char letter, int value)
        {
            switch (letter)
            {
                case 'y': year = value; break;
                case 'M': month = value; break;
                case 'd': day = value; break;
                case 'H': hour = value; break;
                case 'm': minute = value; break;
                default: second = value; break;
            }
        }

        public readonly bool TryTicks(out long ticks)
        {
            ticks = 0;
            if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
                || hour > 23 || minute > 59 || second > 59)
            {
                return false;
            }

            ticks = new DateTime(year, month, day, Math.Max(hour, 0), Math.Max(minute, 0), Math.Max(second, 0)).Ticks;
            return true;
        }
    }
}
