using System.Collections.Frozen;
using System.Globalization;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>How a duration is written, as far as it decides what it can be.</summary>
public enum DurationShape
{
    /// <summary>It says what it counts: 1 day 02:03, 2h 15m, PT90M, 36:00:00.</summary>
    Whole,

    /// <summary>One number with a unit, as any measurement has: 90 min.</summary>
    Amount,

    /// <summary>Hours, minutes and seconds that a time of day could be: 1:30:00.</summary>
    Clock,

    /// <summary>Hours and minutes, or minutes and seconds: 10:30.</summary>
    Pair,

    /// <summary>The same with a fraction, which minutes and seconds have: 2:03.5.</summary>
    Fraction,
}

/// <summary>A text as a duration.</summary>
/// <param name="Shape">How it is written.</param>
/// <param name="Seconds">Its seconds; of two numbers those of minutes and seconds.</param>
/// <param name="First">The first number of a clock or a pair, else 0.</param>
/// <param name="Second">The last whole number of a clock or a pair, else 0.</param>
/// <param name="Signed">Whether it has a sign.</param>
public readonly record struct DurationText(DurationShape Shape, decimal Seconds, int First = 0, int Second = 0, bool Signed = false);

/// <summary>
/// Reads durations: clocks (1:30:00, with days before them as Python, pandas, PostgreSQL and .NET write them), numbers with units
/// (1 day 2 hours, 2h 15m, 90 min), and ISO 8601 (P1DT2H). Years and months have no length and are not read.
/// </summary>
public static class Durations
{
    private const int LongestText = 80;
    private const int MostDigits = 9;
    private const decimal Day = 86_400;

    /// <summary>Seconds of the units, by how they are written; a single letter only as it stands here, longer words in any case.</summary>
    private static readonly FrozenDictionary<string, decimal> Units = new (decimal Seconds, string Words)[]
    {
        (7 * Day, "w wk wks week weeks Woche Wochen semaine semaines semana semanas"),
        (Day, "d day days Tag Tage Tagen jour jours día días dia dias"),
        (3_600, "h hr hrs hour hours Std Stunde Stunden heure heures hora horas"),
        (60, "m min mins minute minutes Minute Minuten minuto minutos"),
        (1, "s sec secs second seconds Sek Sekunde Sekunden seconde secondes segundo segundos"),
        (0.001m, "ms msec msecs millisecond milliseconds Millisekunde Millisekunden"),
    }.SelectMany(unit => unit.Words.Split(' ').Select(word => (Word: word, unit.Seconds))).DistinctBy(
        unit => unit.Word, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(
        unit => unit.Word, unit => unit.Seconds, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, decimal>.AlternateLookup<ReadOnlySpan<char>> UnitOf =
        Units.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads a duration in one of the forms of <see cref="WrittenForms"/>, as seconds.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, string form, out double seconds)
    {
        seconds = double.NaN;
        if (!TryParse(text, out var found)
            || (found.Shape == DurationShape.Pair && form == WrittenForms.Duration)
            || (found.Shape == DurationShape.Fraction && form != WrittenForms.DurationMinutes))
        {
            return false;
        }

        seconds = (double)(found.Shape == DurationShape.Pair && form == WrittenForms.DurationHours ? found.Seconds * 60 : found.Seconds);
        return true;
    }

    /// <summary>What a text is as a duration; false when it is none. White space around it does not count.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DurationText found)
    {
        found = default;
        text = text.Trim();
        if (text.Length is 0 or > LongestText)
        {
            return false;
        }

        var negative = IsMinus(text[0]);
        var signed = negative || text[0] == '+';
        text = signed ? text[1..] : text;
        if (!(text is ['P', ..] ? TryIso(text[1..], out found) : text.Contains(':') ? TryClock(text, negative, out found)
            : TryUnits(text, out found)))
        {
            return false;
        }

        found = found with { Seconds = negative ? -found.Seconds : found.Seconds, Signed = signed };
        return true;
    }

    private static bool IsMinus(char c) => c is '-' or '\u2212';

    /// <summary>ISO 8601 behind the P: numbers before W, D, T, H, M and S, in that order, the last possibly with a fraction.</summary>
    private static bool TryIso(ReadOnlySpan<char> text, out DurationText found)
    {
        const string Date = "YMWD", Time = "HMS";
        ReadOnlySpan<decimal> ofDate = [0, 0, 7 * Day, Day], ofTime = [3_600, 60, 1];
        var (sum, inTime, last, fraction, any) = (0m, false, -1, false, false);
        while (!text.IsEmpty)
        {
            if (!inTime && text[0] == 'T')
            {
                (inTime, last, any) = (true, -1, false);
                text = text[1..];
                continue;
            }

            if (fraction || !TryNumber(ref text, out var number, out fraction, true) || text.IsEmpty)
            {
                any = false;
                break;
            }

            var at = (inTime ? Time : Date).IndexOf(text[0], StringComparison.Ordinal);
            var length = at < 0 ? 0 : inTime ? ofTime[at] : ofDate[at];
            if (at <= last || (length == 0 && number != 0))
            {
                break;
            }

            sum += number * length;
            (last, any) = (at, true);
            text = text[1..];
        }

        found = new DurationText(DurationShape.Whole, sum);
        return any && text.IsEmpty;
    }

    /// <summary>Numbers with units, the longest first: "1 hour and 30 minutes", "3d 4h", "45s".</summary>
    private static bool TryUnits(ReadOnlySpan<char> text, out DurationText found)
    {
        var (sum, last, count) = (0m, decimal.MaxValue, 0);
        found = default;
        while (!text.IsEmpty)
        {
            text = count == 0 ? text : Between(text);
            if (!TryNumber(ref text, out var number, out _, false) || !TryUnit(ref text, out var length) || length >= last)
            {
                return false;
            }

            sum += number * length;
            (last, count) = (length, count + 1);
        }

        found = new DurationText(count == 1 ? DurationShape.Amount : DurationShape.Whole, sum);
        return count > 0;
    }

    private static ReadOnlySpan<char> Between(ReadOnlySpan<char> text)
    {
        text = text.TrimStart(" ,\u00A0");
        var word = text.StartsWith("and ", StringComparison.Ordinal) || text.StartsWith("und ", StringComparison.Ordinal) ? 4
            : text.StartsWith("et ", StringComparison.Ordinal) ? 3 : 0;
        return text[word..].TrimStart();
    }

    private static bool TryUnit(ref ReadOnlySpan<char> text, out decimal seconds)
    {
        text = text.TrimStart(" \u00A0");
        var length = 0;
        while (length < text.Length && char.IsLetter(text[length]))
        {
            length++;
        }

        var word = text[..length];
        if (!UnitOf.TryGetValue(word, out seconds) || (length == 1 && !char.IsAsciiLetterLower(word[0])))
        {
            return false;
        }

        text = text[length..];
        text = text is ['.', ..] ? text[1..] : text;
        return true;
    }

    /// <summary>Two or three numbers between colons, with days before them or not.</summary>
    private static bool TryClock(ReadOnlySpan<char> text, bool negative, out DurationText found)
    {
        found = default;
        var hours = text.IndexOf(':');
        while (hours > 0 && char.IsAsciiDigit(text[hours - 1]))
        {
            hours--;
        }

        var turned = false;
        if (!TryTimes(text[hours..], out var time, out var parts)
            || !TryDays(text[..hours], negative, parts, ref turned, out var days)
            || (hours > 0 && time.First > 23))
        {
            return false;
        }

        // "-1 day, 22:03:04" is Python's for two hours before midnight: the sign is that of the days alone.
        var clock = hours > 0 && parts == 2 ? time.Seconds * 60 : time.Seconds;
        found = hours == 0 ? time : new DurationText(DurationShape.Whole, days + (turned ? -clock : clock));
        return hours == 0 || time.Shape != DurationShape.Fraction;
    }

    /// <summary>Days before a clock: "1 day, ", "3d ", "1." of .NET; whether the clock has the sign that they have not.</summary>
    private static bool TryDays(ReadOnlySpan<char> text, bool negative, int parts, ref bool turned, out decimal days)
    {
        days = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text is [.., '.'])
        {
            return parts == 3 && TryWhole(text[..^1], out days) && (days *= Day) >= 0;
        }

        text = text.TrimEnd();
        if (text.IsEmpty)
        {
            return false;
        }

        var sign = text is [.., '+'] ? 1 : IsMinus(text[^1]) ? -1 : 0;
        text = (sign == 0 ? text : text[..^1]).TrimEnd();
        var comma = text is [.., ','];
        text = (comma ? text[..^1] : text).TrimEnd();
        if (!TryNumber(ref text, out var number, out var fraction, false) || fraction || !TryUnit(ref text, out var length)
            || length != Day || !text.IsEmpty || (negative && sign == 0 && !comma))
        {
            return false;
        }

        days = number * Day;
        turned = negative ? sign >= 0 : sign < 0;
        return true;
    }

    /// <summary>h:mm:ss, or two numbers; the last may have a fraction.</summary>
    private static bool TryTimes(ReadOnlySpan<char> text, out DurationText found, out int parts)
    {
        (found, parts) = (default, 0);
        var colon = text.IndexOf(':');
        if (colon < 1 || !TryWhole(text[..colon], out var first) || !TrySixty(text[(colon + 1)..], out var second))
        {
            return false;
        }

        text = text[(colon + 3)..];
        parts = text is [':', ..] ? 3 : 2;
        var last = second;
        if (parts == 3)
        {
            if (!TrySixty(text[1..], out last))
            {
                return false;
            }

            text = text[3..];
        }

        if (!TryFraction(text, out var fraction))
        {
            return false;
        }

        var shape = parts == 3 ? first > 23 ? DurationShape.Whole : DurationShape.Clock
            : text.IsEmpty ? DurationShape.Pair : DurationShape.Fraction;
        var sum = parts == 3 ? (((first * 60) + second) * 60) + last : (first * 60) + second;
        found = new DurationText(shape, sum + fraction, (int)first, (int)last);
        return true;
    }

    /// <summary>Two digits, below 60, with no third behind them.</summary>
    private static bool TrySixty(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        if (text.Length < 2 || text[0] is < '0' or > '5' || !char.IsAsciiDigit(text[1]) || (text.Length > 2 && char.IsAsciiDigit(text[2])))
        {
            return false;
        }

        number = ((text[0] - '0') * 10) + text[1] - '0';
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<char> text, out decimal fraction)
    {
        fraction = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] is not ('.' or ',') || !TryWhole(text[1..], out var digits))
        {
            return false;
        }

        fraction = new decimal((int)digits, 0, 0, isNegative: false, (byte)(text.Length - 1));
        return true;
    }

    private static bool TryWhole(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length is > 0 and <= MostDigits && text.IndexOfAnyExceptInRange('0', '9') < 0
            && decimal.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Takes digits, with a fraction or not, from the front of a text.</summary>
    private static bool TryNumber(ref ReadOnlySpan<char> text, out decimal number, out bool fraction, bool comma)
    {
        var length = Digits(text);
        fraction = length > 0 && text.Length > length + 1 && (text[length] == '.' || (comma && text[length] == ','))
            && char.IsAsciiDigit(text[length + 1]);
        var behind = fraction ? Digits(text[(length + 1)..]) : 0;
        number = 0;
        if (!TryWhole(text[..length], out var whole) || behind > MostDigits
            || !TryFraction(fraction ? text[length..(length + 1 + behind)] : [], out var rest))
        {
            return false;
        }

        number = whole + rest;
        text = text[(fraction ? length + 1 + behind : length)..];
        return true;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length : length;
    }
}
