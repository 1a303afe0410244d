using System.Globalization;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>The fields of a date and a time of day, as a text gives them; -1 stands for a field that is not there.</summary>
internal struct DateFields()
{
    private int year = -1;
    private int month = -1;
    private int day = -1;
    private int hour = -1;
    private int minute = -1;
    private int second = -1;
    private int week = -1;
    private int quarter = -1;
    private int weekDay = -1;
    private int fraction = -1;
    private bool twelve;

    /// <summary>Hours are those of the morning ('a') or of the afternoon ('p'); 0 when it is not said.</summary>
    public char Half { get; set; }

    /// <summary>Minutes that the time is ahead of UTC.</summary>
    public int Offset { get; set; }

    /// <summary>The days of the week (bit 0 is Sunday) that the text names; 0 when it names none.</summary>
    public int WeekDays { get; set; }

    /// <summary>Whether the fields are a date (a missing month or day is the first) or a time of day alone.</summary>
    public readonly bool Complete => year >= 0 || (hour >= 0 && month < 0 && day < 0);

    /// <summary>Whether there is a time of day on a date.</summary>
    public readonly bool Timed => year >= 0 && hour >= 0;

    /// <summary>Whether a run of a letter is a field that is known here and has not occurred yet.</summary>
    public readonly bool Lacks(char letter, int run) => letter switch
    {
        'y' => run is 2 or 4 && year < 0,
        'M' => run <= 4 && month < 0,
        'd' => run <= 2 ? day < 0 : run <= 4 && WeekDays == 0,
        'H' or 'h' => run <= 2 && hour < 0,
        'm' => run <= 2 && minute < 0,
        's' => run <= 2 && second < 0,
        'F' or 'f' => run <= 7 && fraction < 0,
        't' => run == 2 && Half == 0,
        'K' => run == 1,
        'w' => run == 2 && week < 0,
        'q' => run == 1 && quarter < 0,
        'D' => run == 1 && week >= 0 && weekDay < 0,
        _ => false,
    };

    /// <summary>Sets the field of a letter; a fraction is in ticks. Two digits are a year from 1950 to 2049, as in .NET.</summary>
    public void Set(char letter, int run, int value)
    {
        switch (letter)
        {
            case 'y': year = run == 4 ? value : value + (value < 50 ? 2000 : 1900); break;
            case 'M': month = value; break;
            case 'd': day = value; break;
            case 'h': hour = value; twelve = true; break;
            case 'H': hour = value; break;
            case 'm': minute = value; break;
            case 's': second = value; break;
            case 'w': week = value; break;
            case 'q': quarter = value; break;
            case 'D': weekDay = value; break;
            default: fraction = value; break;
        }
    }

    /// <summary>The moment in ticks from the year 1, in UTC when an offset is given; a time of day alone is one of 1970-01-01.</summary>
    public readonly bool TryTicks(bool checkWeekDay, out long ticks) =>
        TryDate(out ticks) && (!checkWeekDay || year < 0 || IsWeekDay(ticks)) && TryAddTime(ref ticks);

    private readonly bool IsWeekDay(long ticks) => (WeekDays & (1 << (int)new DateTime(ticks).DayOfWeek)) != 0;

    private readonly bool TryDate(out long ticks)
    {
        ticks = DateTime.UnixEpoch.Ticks;
        if (year < 0)
        {
            return true;
        }

        if (week >= 0)
        {
            return TryWeek(out ticks);
        }

        var inMonth = quarter < 0 ? Math.Abs(month) : (quarter * 3) - 2;
        var ofMonth = Math.Abs(day);
        if (year is < 1 or > 9999 || inMonth is < 1 or > 12 || quarter is 0 or > 4
            || ofMonth < 1 || (ofMonth > 28 && ofMonth > DateTime.DaysInMonth(year, inMonth)))
        {
            return false;
        }

        ticks = new DateTime(year, inMonth, ofMonth).Ticks;
        return true;
    }

    private readonly bool TryWeek(out long ticks)
    {
        ticks = 0;
        var ofWeek = Math.Abs(weekDay);
        if (year is < 1 or > 9998 || week < 1 || week > ISOWeek.GetWeeksInYear(year) || ofWeek is < 1 or > 7)
        {
            return false;
        }

        ticks = ISOWeek.ToDateTime(year, week, (DayOfWeek)(ofWeek % 7)).Ticks;
        return true;
    }

    private readonly bool TryAddTime(ref long ticks)
    {
        var hours = Math.Max(hour, 0);
        if ((Half != 0 || twelve) && !TryHalf(ref hours))
        {
            return false;
        }

        var time = (((((hours * 60L) + Math.Max(minute, 0)) * 60) + Math.Max(second, 0)) * TimeSpan.TicksPerSecond) + Math.Max(fraction, 0);
        if (minute > 59 || second > 59 || hours > 24 || (hours == 24 && (twelve || time > TimeSpan.TicksPerDay)))
        {
            return false;
        }

        ticks += time - (Offset * TimeSpan.TicksPerMinute);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    /// <summary>12 AM is midnight and 12 PM noon; "13 PM" is read, but not "13 AM". Without either, hours are AM, as in .NET.</summary>
    private readonly bool TryHalf(ref int hours)
    {
        if (!twelve)
        {
            return Half == 'p' == hours >= 12;
        }

        var afternoon = Half == 'p';
        hours = hours == 12 ? 0 : hours;
        if (!afternoon)
        {
            return hours < 12;
        }

        hours += hours < 12 ? 12 : 0;
        return true;
    }
}
