using System.Globalization;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>Reads dates that are written as numbers. Such formats have to be declared: as texts they are numbers.</summary>
internal static class DateNumbers
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    // The days before 1900-03-01 are counted from the 31st of December, because Excel knows a 29th of February 1900 (60), which is none.
    private static readonly DateTime Excel = new(1899, 12, 30);

    private static readonly DateTime Excel1904 = new(1904, 1, 1);

    private static readonly (string Word, double Low, double High)[] Ranges =
    [
        ("excel", Serial(1970), Serial(2100)),
        ("unix", Seconds(1980), Seconds(2100)),
        ("unix-ms", Seconds(1980) * 1e3, Seconds(2100) * 1e3),
        ("unix-us", Seconds(1980) * 1e6, Seconds(2100) * 1e6),
        ("unix-ns", Seconds(1980) * 1e9, Seconds(2100) * 1e9),
    ];

    /// <summary>The formats, by their words.</summary>
    public static IReadOnlyList<string> Words { get; } = ["excel", "excel-1904", "unix", "unix-ms", "unix-us", "unix-ns"];

    /// <summary>Whether a format is one of <see cref="Words"/>.</summary>
    public static bool Knows(string format) => format.Length > 3 && format[0] is 'e' or 'u' && Words.Contains(format);

    /// <summary>Reads a number as a date; <paramref name="ticks"/> counts from the year 1.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, string word, out long ticks)
    {
        ticks = 0;
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && word switch
        {
            "excel" => TryExcel(number, out ticks),
            "excel-1904" => number >= 0 && TryAdd(Excel1904, Milliseconds(number), TimeSpan.TicksPerMillisecond, out ticks),
            "unix" => TryAdd(DateTime.UnixEpoch, number, TimeSpan.TicksPerSecond, out ticks),
            "unix-ms" => TryAdd(DateTime.UnixEpoch, number, TimeSpan.TicksPerMillisecond, out ticks),
            "unix-us" => TryAdd(DateTime.UnixEpoch, number, TicksPerMicrosecond, out ticks),
            _ => TryAdd(DateTime.UnixEpoch, number / 1000, TicksPerMicrosecond, out ticks),
        };
    }

    /// <summary>The number of a moment (ticks from the year 1), as the format writes it.</summary>
    public static string Print(long ticks, string word)
    {
        var moment = new DateTime(ticks);
        var number = word switch
        {
            "excel" => (moment - Excel).Ticks / (decimal)TimeSpan.TicksPerDay - (moment < new DateTime(1900, 3, 1) ? 1 : 0),
            "excel-1904" => (moment - Excel1904).Ticks / (decimal)TimeSpan.TicksPerDay,
            "unix" => Since(TimeSpan.TicksPerSecond),
            "unix-ms" => Since(TimeSpan.TicksPerMillisecond),
            "unix-us" => Since(TicksPerMicrosecond),
            _ => Since(TicksPerMicrosecond) * 1000,
        };
        return number.ToString("0.##########", CultureInfo.InvariantCulture);

        decimal Since(long unit) => (moment - DateTime.UnixEpoch).Ticks / (decimal)unit;
    }

    /// <summary>The format in which all numbers of a range are dates between 1970 or 1980 and 2100; null when there is none.</summary>
    public static string? Plausible(double low, double high) =>
        Ranges.FirstOrDefault(range => range.Low <= low && low <= high && high <= range.High).Word;

    private static double Serial(int year) => (new DateTime(year, 1, 1) - Excel).TotalDays;

    private static double Seconds(int year) => (new DateTime(year, 1, 1) - DateTime.UnixEpoch).TotalSeconds;

    /// <summary>Below 1 a serial is a time of day alone; 60 is the day that never was.</summary>
    private static bool TryExcel(decimal serial, out long ticks)
    {
        ticks = 0;
        if (serial < 0 || decimal.Truncate(serial) == 60)
        {
            return false;
        }

        var start = serial < 1 ? DateTime.UnixEpoch : serial < 60 ? Excel.AddDays(1) : Excel;
        return TryAdd(start, Milliseconds(serial), TimeSpan.TicksPerMillisecond, out ticks);
    }

    /// <summary>A time of day is a fraction of few digits in Excel; to the millisecond it is exact.</summary>
    private static decimal Milliseconds(decimal days) => days < 3_000_000 ? decimal.Round(days * 86_400_000) : decimal.MaxValue;

    private static bool TryAdd(DateTime start, decimal number, long unit, out long ticks)
    {
        ticks = 0;
        if (Math.Abs(number) > DateTime.MaxValue.Ticks / unit)
        {
            return false;
        }

        ticks = start.Ticks + (long)decimal.Floor(number * unit);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }
}
