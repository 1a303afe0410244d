using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>A time after which the calendar begins again.</summary>
public enum DateCycle
{
    /// <summary>From midnight to midnight, <c>x.day.sin</c> and <c>x.day.cos</c>.</summary>
    Day,

    /// <summary>From Monday to Sunday, <c>x.week.sin</c> …</summary>
    Week,

    /// <summary>From the first of a month to its last day, <c>x.month.sin</c> …</summary>
    Month,

    /// <summary>From January to December, <c>x.year.sin</c> …</summary>
    Year,
}

/// <summary>
/// Adds the place of a date in the day, the week or the year as a point on a circle: its sine and cosine, so that December is next to
/// January and 23 o'clock next to 0 o'clock.
/// </summary>
public sealed record CyclicDate : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "cyclic-date";

    /// <inheritdoc/>
    [Setting("Date columns, as parsed by parse-date; must be given.", Example = "[ordered]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Which cycles become columns.</summary>
    [Setting("Cycles that become columns: day, week, month, year.", Example = "[day, week]")]
    public IReadOnlyList<DateCycle> Cycles { get; init; } = [DateCycle.Week, DateCycle.Year];

    /// <summary>Whether to keep the dates.</summary>
    [Setting("Whether to keep the date column.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedCyclicDate(
        ColumnChoice.Of(ColumnKind.Number, ColumnChoice.Required(Columns, input, Name), input, Name), [.. Cycles.Distinct()], KeepSource);
}

/// <summary>A fitted <see cref="CyclicDate"/>; NaN stays NaN.</summary>
public sealed record FittedCyclicDate(IReadOnlyList<string> Columns, IReadOnlyList<DateCycle> Cycles, bool KeepSource) : IFittedStep
{
    private static readonly double EarliestMicros = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly double LatestMicros = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, CyclicDate.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column, ColumnKind.Number);
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            foreach (var cycle in Cycles)
            {
                var name = $"{column}.{cycle.ToString().ToLowerInvariant()}";
                binder.AddMany(
                    position, [new Column($"{name}.sin", ColumnKind.Number), new Column($"{name}.cos", ColumnKind.Number)],
                    block => Circle(block.Numbers(position), cycle));
            }
        }

        return binder.Done();
    }

    private static Array[] Circle(ReadOnlySpan<double> micros, DateCycle cycle)
    {
        var (sines, cosines) = (new double[micros.Length], new double[micros.Length]);
        for (var i = 0; i < sines.Length; i++)
        {
            // Written so that NaN is out of range.
            var angle = micros[i] >= EarliestMicros && micros[i] <= LatestMicros
                ? Math.Tau * Place(DateTime.UnixEpoch.AddTicks((long)Math.Floor(micros[i]) * TimeSpan.TicksPerMicrosecond), cycle)
                : double.NaN;
            (sines[i], cosines[i]) = (Math.Sin(angle), Math.Cos(angle));
        }

        return [sines, cosines];
    }

    /// <summary>The share of the cycle that is over, 0 up to 1.</summary>
    private static double Place(DateTime moment, DateCycle cycle)
    {
        var day = moment.TimeOfDay.TotalDays;
        return cycle switch
        {
            DateCycle.Day => day,
            DateCycle.Week => ((((int)moment.DayOfWeek + 6) % 7) + day) / 7,
            DateCycle.Month => (moment.Day - 1 + day) / DateTime.DaysInMonth(moment.Year, moment.Month),
            _ => (moment.DayOfYear - 1 + day) / (DateTime.IsLeapYear(moment.Year) ? 366 : 365),
        };
    }
}
