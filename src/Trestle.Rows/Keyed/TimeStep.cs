using System.Globalization;
using System.Text.Json.Serialization;

namespace Trestle.Rows.Keyed;

/// <summary>
/// The step of series: a length of time, or a number of calendar months. Times are microseconds since 1970; those of one step have one
/// number, and the next step has the next one.
/// </summary>
/// <param name="Length">Microseconds of a step; 0 for steps of months.</param>
/// <param name="Months">Months of a step; 0 for steps of one length.</param>
/// <param name="Start">A time at which a step begins: that of the number 0.</param>
public sealed record TimeStep(double Length, int Months, double Start)
{
    private const double Hour = 3_600_000_000;
    private const double Day = 24 * Hour;

    /// <summary>Calendar months of a distance of times that may be a month, a quarter or a year; 0 for others.</summary>
    public static int MonthsOf(double distance) => distance switch
    {
        >= 28 * Day and <= 31 * Day => 1,
        >= 90 * Day and <= 92 * Day => 3,
        >= 365 * Day and <= 366 * Day => 12,
        _ => 0,
    };

    /// <summary>The number of the step of a time: the nearest, so that days whose clocks were changed are days.</summary>
    public long Number(double time) => Months == 0
        ? (long)Math.Floor(((time - Start) / Length) + 0.5)
        : (long)Math.Floor((double)(Month(time) - Month(Start)) / Months);

    /// <summary>The time of a step.</summary>
    public double Time(long number) => Months == 0
        ? Start + (number * Length)
        : (DateTime.UnixEpoch.AddMicroseconds(Start).AddMonths((int)(number * Months)) - DateTime.UnixEpoch).TotalMicroseconds;

    /// <summary>
    /// Whether a time is that of a step: exactly, or up to an hour apart where steps are a day or more, since clocks are changed; for
    /// months on any day of the month.
    /// </summary>
    public bool Has(double time) => Months == 0
        ? Math.Abs(time - Time(Number(time))) <= (Length >= Day ? Hour : 0)
        : Months == 1 || (Month(time) - Month(Start)) % Months == 0;

    /// <summary>
    /// After how many steps a season comes again: a usual one, and the next longer one; 1 and 0 where there is none. Seconds have minutes
    /// and hours, minutes have hours and days, from five minutes on steps have days and weeks, days have weeks and years of 52 weeks, weeks
    /// and months have years.
    /// </summary>
    [JsonIgnore]
    public (int Season, int Longer) Seasons => this switch
    {
        { Months: > 0 and < 12 } when 12 % Months == 0 => (12 / Months, 0),
        { Months: > 0 } => (1, 0),
        { Length: < Hour / 60 } => Within(Hour / 60, Hour),
        { Length: < Hour / 12 } => Within(Hour, Day),
        { Length: < Day } => Within(Day, 7 * Day),
        { Length: Day } => (7, 364),
        { Length: 7 * Day } => (52, 0),
        _ => (1, 0),
    };

    /// <summary>The step for people: day, 2 weeks, 15 minutes, quarter.</summary>
    [JsonIgnore]
    public string Words => Months > 0
        ? InUnits(Months, (12, "year"), (3, "quarter"), (1, "month"))
        : InUnits(Length, (7 * Day, "week"), (Day, "day"), (Hour, "hour"), (Hour / 60, "minute"), (Hour / 3600, "second"));

    private (int Season, int Longer) Within(double season, double longer) =>
        season % Length == 0 ? ((int)(season / Length), (int)(longer / Length)) : (1, 0);

    private static string InUnits(double length, params (double Length, string Name)[] units)
    {
        var (unit, name) = units.FirstOrDefault(unit => length % unit.Length == 0, (1, "microsecond"));
        return length == unit ? name : $"{(length / unit).ToString("0", CultureInfo.InvariantCulture)} {name}s";
    }

    private static int Month(double time)
    {
        var date = DateTime.UnixEpoch.AddMicroseconds(time);
        return (date.Year * 12) + date.Month;
    }
}
