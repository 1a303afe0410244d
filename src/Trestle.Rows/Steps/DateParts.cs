using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>A part of a date that is a number of its own.</summary>
public enum DatePart
{
    /// <summary>The year, <c>x.year</c>.</summary>
    Year,

    /// <summary>1 to 4, <c>x.quarter</c>.</summary>
    Quarter,

    /// <summary>1 to 12, <c>x.month</c>.</summary>
    Month,

    /// <summary>1 to 31, <c>x.day-of-month</c>.</summary>
    DayOfMonth,

    /// <summary>0 (Monday) to 6 (Sunday), as pandas counts, <c>x.day-of-week</c>.</summary>
    DayOfWeek,

    /// <summary>1 to 366, <c>x.day-of-year</c>.</summary>
    DayOfYear,

    /// <summary>0 to 23, <c>x.hour</c>.</summary>
    Hour,

    /// <summary>0 to 59, <c>x.minute</c>.</summary>
    Minute,

    /// <summary>1 on Saturday and Sunday, else 0, <c>x.is-weekend</c>.</summary>
    IsWeekend,

    /// <summary>Whole days since 1970-01-01, for a trend, <c>x.days</c>.</summary>
    Days,
}

/// <summary>Splits dates (microseconds since 1970) into numbers that a model can use.</summary>
public sealed record DateParts : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "date-parts";

    /// <inheritdoc/>
    [Setting("Date columns, as parsed by parse-date; must be given.", Example = "[ordered]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Which parts become columns.</summary>
    [Setting("Date parts that become columns.", Example = "[month, day-of-week]")]
    public IReadOnlyList<DatePart> Parts { get; init; } =
    [
        DatePart.Year, DatePart.Month, DatePart.DayOfMonth, DatePart.DayOfWeek, DatePart.DayOfYear, DatePart.IsWeekend, DatePart.Days,
    ];

    /// <summary>Whether to keep the dates.</summary>
    [Setting("Whether to keep the date column.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedDateParts(
        ColumnChoice.Of(ColumnKind.Number, ColumnChoice.Required(Columns, input, Name), input, Name),
        [.. Parts.Distinct()],
        KeepSource);
}

/// <summary>A fitted <see cref="DateParts"/>.</summary>
public sealed record FittedDateParts(IReadOnlyList<string> Columns, IReadOnlyList<DatePart> Parts, bool KeepSource) : IFittedStep
{
    private static readonly long EarliestMicros = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long LatestMicros = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, DateParts.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column, ColumnKind.Number);
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            foreach (var part in Parts)
            {
                binder.Add(position, $"{column}.{Suffix(part)}", ColumnKind.Number, block => Take(block.Numbers(position), part));
            }
        }

        return binder.Done();
    }

    private static double[] Take(ReadOnlySpan<double> micros, DatePart part)
    {
        var values = GC.AllocateUninitializedArray<double>(micros.Length);
        for (var i = 0; i < values.Length; i++)
        {
            // Written so that NaN is out of range.
            var inRange = micros[i] >= EarliestMicros && micros[i] <= LatestMicros;
            values[i] = inRange
                ? Value(DateTime.UnixEpoch.AddTicks((long)Math.Floor(micros[i]) * TimeSpan.TicksPerMicrosecond), part)
                : double.NaN;
        }

        return values;
    }

    private static double Value(DateTime moment, DatePart part) => part switch
    {
        DatePart.Year => moment.Year,
        DatePart.Quarter => ((moment.Month - 1) / 3) + 1,
        DatePart.Month => moment.Month,
        DatePart.DayOfMonth => moment.Day,
        DatePart.DayOfWeek => Weekday(moment),
        DatePart.DayOfYear => moment.DayOfYear,
        DatePart.Hour => moment.Hour,
        DatePart.Minute => moment.Minute,
        DatePart.IsWeekend => Weekday(moment) >= 5 ? 1 : 0,
        _ => (moment.Ticks / TimeSpan.TicksPerDay) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay),
    };

    private static int Weekday(DateTime moment) => ((int)moment.DayOfWeek + 6) % 7;

    private static string Suffix(DatePart part) => part switch
    {
        DatePart.Year => "year",
        DatePart.Quarter => "quarter",
        DatePart.Month => "month",
        DatePart.DayOfMonth => "day-of-month",
        DatePart.DayOfWeek => "day-of-week",
        DatePart.DayOfYear => "day-of-year",
        DatePart.Hour => "hour",
        DatePart.Minute => "minute",
        DatePart.IsWeekend => "is-weekend",
        _ => "days",
    };
}
