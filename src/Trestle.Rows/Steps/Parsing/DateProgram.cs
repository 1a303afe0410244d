using System.Runtime.CompilerServices;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// A date format made ready to read by. Formats of four digits of a year, numbers and separators, which most dates have, are read here,
/// fast; for others, and for texts that are spelled more freely, there is <see cref="DateScan"/>.
/// </summary>
internal sealed class DateProgram
{
    // The fields are collected in one number of 64 bits: these are their first bits.
    private const int Second = 0;
    private const int Minute = 8;
    private const int Hour = 16;
    private const int Day = 24;
    private const int Month = 32;
    private const int Year = 40;
    private const int None = -1;

    // A format is one and the same string for all rows of a column, so that its program is found by the string's identity. At most
    // 1024 are kept; one is forgotten when another needs its place. A program never changes, so that threads can share it.
    private static readonly DateProgram?[] Known = new DateProgram?[1024];

    private readonly Step[]? steps;
    private readonly bool timed;

    /// <summary>Makes a format ready.</summary>
    public DateProgram(string format)
    {
        Format = format;
        steps = Compile(format);
        timed = steps?.Any(step => step.Field == Hour && step.Most > 0) == true;
    }

    /// <summary>The format.</summary>
    public string Format { get; }

    /// <summary>The program of a format.</summary>
    public static DateProgram Of(string format)
    {
        ref var place = ref Known[RuntimeHelpers.GetHashCode(format) & (Known.Length - 1)];
        var program = place;
        if (program is null || !ReferenceEquals(program.Format, format))
        {
            place = program = new DateProgram(format);
        }

        return program;
    }

    /// <summary>Reads a text that <see cref="DateText"/> made plain.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ticks">The moment, counted from the year 1.</param>
    /// <param name="local">Whether it has a time of day but no zone, so that it is one of the clocks of some place.</param>
    public bool TryRead(ReadOnlySpan<char> text, out long ticks, out bool local)
    {
        local = timed;
        if (steps is null)
        {
            return DateReader.TryScan(text, Format, out ticks, out local);
        }

        ticks = 0;
        var values = 0UL;
        var at = 0;
        foreach (var step in steps)
        {
            if (step.Most == 0)
            {
                if ((uint)at >= (uint)text.Length || text[at] != step.Sign)
                {
                    return step.Sign == ' ' && DateReader.TryScan(text, Format, out ticks, out local);
                }

                at++;
                continue;
            }

            var value = 0U;
            var digits = 0;
            while (digits < step.Most && (uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
            {
                value = (value * 10) + (uint)(text[at++] - '0');
                digits++;
            }

            if (digits < step.Least)
            {
                return at == 0 && DateReader.TryScan(text, Format, out ticks, out local);
            }

            values |= (ulong)value << step.Field;
        }

        return at == text.Length
            && (TryTicks(values, out ticks) || ((byte)(values >> Hour) == 24 && DateReader.TryScan(text, Format, out ticks, out local)));
    }

    private static bool TryTicks(ulong values, out long ticks)
    {
        var (year, month, day) = ((int)(values >> Year), (byte)(values >> Month), (byte)(values >> Day));
        var (hour, minute, second) = ((byte)(values >> Hour), (byte)(values >> Minute), (byte)values);
        ticks = 0;
        if (year < 1 || month is < 1 or > 12 || day < 1 || (day > 28 && day > DateTime.DaysInMonth(year, month))
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        ticks = new DateTime(year, month, day).Ticks + (((((hour * 60L) + minute) * 60) + second) * TimeSpan.TicksPerSecond);
        return true;
    }

    /// <summary>The steps of a format that has a year, a month and a day, and nothing that is not read here; else null.</summary>
    private static Step[]? Compile(string format)
    {
        var steps = new List<Step>();
        var seen = 0UL;
        for (int at = 0, end; at < format.Length; at = end)
        {
            var letter = format[at];
            for (end = at + 1; end < format.Length && format[end] == letter && char.IsAsciiLetter(letter); end++)
            {
            }

            var run = end - at;
            var field = Field(letter, run);
            if (!char.IsAsciiLetter(letter) || (letter == 'T' && run == 1))
            {
                steps.Add(new Step(letter, 0, 0, 0));
                seen |= letter is '%' or '\'' or '"' or '\\' ? ulong.MaxValue : 0;
            }
            else if (field == None || (seen & (1UL << field)) != 0)
            {
                return null;
            }
            else
            {
                steps.Add(new Step(letter, (byte)run, (byte)Math.Max(run, 2), (byte)field));
                seen |= 1UL << field;
            }
        }

        const ulong Date = (1UL << Year) | (1UL << Month) | (1UL << Day);
        return seen != ulong.MaxValue && (seen & Date) == Date ? [.. steps] : null;
    }

    /// <summary>Where the number of a letter belongs.</summary>
    private static int Field(char letter, int run) => letter switch
    {
        'y' => run == 4 ? Year : None,
        'M' => run <= 2 ? Month : None,
        'd' => run <= 2 ? Day : None,
        'H' => run <= 2 ? Hour : None,
        'm' => run <= 2 ? Minute : None,
        's' => run <= 2 ? Second : None,
        _ => None,
    };

    /// <summary>A sign, or at least and at most so many digits of a field.</summary>
    private readonly record struct Step(char Sign, byte Least, byte Most, byte Field);
}
