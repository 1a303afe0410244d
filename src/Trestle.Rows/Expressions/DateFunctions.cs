using System.Globalization;

using Trestle.Rows.Steps.Parsing;

using static Trestle.Rows.Expressions.Types;

namespace Trestle.Rows.Expressions;

/// <summary>Functions of dates (microseconds since 1970) and durations (microseconds).</summary>
internal static class DateFunctions
{
    private const double Second = 1e6;
    private const double Minute = 60 * Second;
    private const double Hour = 60 * Minute;
    private const double Day = 24 * Hour;

    private static readonly long Earliest = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long Latest = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static readonly string[] Units = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"];

    public static IEnumerable<Function> All =>
    [
        Part("year", moment => moment.Year),
        Part("quarter", moment => ((moment.Month - 1) / 3) + 1),
        Part("month", moment => moment.Month),
        Part("week", moment => ISOWeek.GetWeekOfYear(moment)),
        Part("day", moment => moment.Day),
        Part("day_of_week", moment => Weekday(moment)),
        Part("day_of_year", moment => moment.DayOfYear),
        Part("hour", moment => moment.Hour),
        Part("minute", moment => moment.Minute),
        Part("second", moment => moment.Second),
        new("is_weekend", Truth, [Date], Lift.Of<double, double>(
            micros => Moment(micros) is { } moment ? Lift.Truth(Weekday(moment) >= 5) : double.NaN)),
        new("truncate", Date, [Date, Text], Lift.Of<double, string, double>(Truncate)) { Word = 1, Words = Units },
        new("add", Date, [Date, Number, Text], Lift.Of<double, double, string, double>(Add)) { Word = 2, Words = Units },
        new("make_date", Date, [Number, Number, Number], Lift.Of<double, double, double, double>(Make)),
        new("date", Date, [Text], Lift.Of<string, double>(
            text => ValueParser.TryDate(text, ValueParser.IsoDateFormats, out var micros) ? micros : double.NaN)),
        Between("days_between", Day),
        Between("hours_between", Hour),
        In("days", Day),
        In("hours", Hour),
        In("minutes", Minute),
        In("seconds", Second),
    ];

    /// <summary>The moment of a number of microseconds; null outside of the years 1 to 9999.</summary>
    public static DateTime? Moment(double micros) => micros >= Earliest && micros <= Latest
        ? DateTime.UnixEpoch.AddTicks((long)Math.Floor(micros) * TimeSpan.TicksPerMicrosecond)
        : null;

    private static double Micros(DateTime moment) => (moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>0 (Monday) to 6 (Sunday), as the step date-parts counts.</summary>
    private static int Weekday(DateTime moment) => ((int)moment.DayOfWeek + 6) % 7;

    /// <summary>The beginning of the year, quarter, month, week (Monday), day, hour, minute or second.</summary>
    private static double Truncate(double micros, string unit)
    {
        if (Moment(micros) is not { } moment)
        {
            return double.NaN;
        }

        var date = moment.Date;
        return unit switch
        {
            "year" => Micros(new DateTime(date.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
            "quarter" => Micros(new DateTime(date.Year, (((date.Month - 1) / 3) * 3) + 1, 1, 0, 0, 0, DateTimeKind.Utc)),
            "month" => Micros(new DateTime(date.Year, date.Month, 1, 0, 0, 0, DateTimeKind.Utc)),
            "week" => Micros(date) - (Weekday(date) * Day),
            "day" => Micros(date),
            _ => Math.Floor(micros / Length(unit)) * Length(unit),
        };
    }

    /// <summary>
    /// The date so many units later. Fractions count for weeks and less; of months and longer units they are cut off, and the day is
    /// moved back to the last of the month where the month is too short.
    /// </summary>
    private static double Add(double micros, double count, string unit)
    {
        var months = unit switch { "year" => 12, "quarter" => 3, "month" => 1, _ => 0 };
        if (months == 0)
        {
            return micros + (count * Length(unit));
        }

        var shift = Math.Truncate(count) * months;
        var moment = Moment(micros);
        if (moment is not { } start || Math.Abs(shift) > 120_000)
        {
            return double.NaN;
        }

        var year = start.Year + (int)Math.Floor((start.Month - 1 + shift) / 12);
        return year is < 1 or > 9999 ? double.NaN : Micros(start.AddMonths((int)shift));
    }

    private static double Length(string unit) => unit switch
    {
        "week" => 7 * Day,
        "day" => Day,
        "hour" => Hour,
        "minute" => Minute,
        _ => Second,
    };

    private static double Make(double year, double month, double day)
    {
        var isDate = year == Math.Floor(year) && month == Math.Floor(month) && day == Math.Floor(day)
            && year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1
            && day <= DateTime.DaysInMonth((int)year, (int)month);
        return isDate ? Micros(new DateTime((int)year, (int)month, (int)day, 0, 0, 0, DateTimeKind.Utc)) : double.NaN;
    }

    private static Function Part(string name, Func<DateTime, int> of) => new(name, Number, [Date], Lift.Of<double, double>(
        micros => Moment(micros) is { } moment ? of(moment) : double.NaN));

    private static Function Between(string name, double unit) =>
        new(name, Number, [Date, Date], Lift.Of<double, double, double>((from, to) => (to - from) / unit));

    private static Function In(string name, double unit) => new(name, Number, [Duration], Lift.Of<double, double>(micros => micros / unit));
}
