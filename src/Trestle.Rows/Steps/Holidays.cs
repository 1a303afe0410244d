using System.Globalization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Calendars;

namespace Trestle.Rows.Steps;

/// <summary>
/// Adds whether a date is a public holiday (<c>x.is-holiday</c>, 1 or 0), and the whole days to the next one (<c>x.days-to-holiday</c>,
/// 0 on it) and since the last one (<c>x.days-since-holiday</c>). A holiday that is moved from a weekend counts on the day on which it
/// is taken. The days of a country are known for the years 2000 to 2035; a date before the first known day or after the last one has no
/// values.
/// </summary>
public sealed record Holidays : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "holidays";

    /// <inheritdoc/>
    [Setting("Date columns, as parsed by parse-date; must be given.", Example = "[ordered]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whose holidays.</summary>
    [Setting(
        "Country (ISO 3166-1, such as US), or part of one (ISO 3166-2, such as DE-BY), whose public holidays count.", Example = "DE-BY")]
    public string? Country { get; init; }

    /// <summary>Further days.</summary>
    [Setting("Further days that count, such as sales or days off of a company, as yyyy-MM-dd.", Example = "[2024-11-29, 2025-11-28]")]
    public IReadOnlyList<string> Days { get; init; } = [];

    /// <summary>Whether to keep the dates.</summary>
    [Setting("Whether to keep the date column.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var chosen = ColumnChoice.Of(ColumnKind.Number, ColumnChoice.Required(Columns, input, Name), input, Name);
        int[] days = [.. OfCountry().Concat(Days.Select(Day)).Distinct().Order()];
        return days.Length > 0
            ? new FittedHolidays(chosen, days, KeepSource)
            : throw new TrestleException(RowErrors.BadSetting(Name, "country", "neither country nor days", "a country, or days"));
    }

    private IReadOnlyList<int> OfCountry() => Country is null ? [] : HolidayCalendar.Find(Country)
        ?? throw new TrestleException(RowErrors.BadSetting(
            Name, "country", $"no holidays of '{Country}' are known", $"one of {string.Join(", ", HolidayCalendar.Codes)}, or days"));

    private static int Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber
            : throw new TrestleException(RowErrors.BadSetting(Name, "days", $"'{text}' is not a valid day", "days as yyyy-MM-dd"));
}

/// <summary>
/// A fitted <see cref="Holidays"/>: the days since 1970-01-01, ascending, so that a model keeps those that it was trained with.
/// </summary>
public sealed record FittedHolidays(IReadOnlyList<string> Columns, IReadOnlyList<int> Days, bool KeepSource) : IFittedStep
{
    private const double MicrosOfDay = 86_400e6;

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        if (Days.Count == 0)
        {
            throw new TrestleException(RowErrors.BadPlan("a step of holidays has none"));
        }

        var binder = new StepBinder(input, Holidays.Name);
        int[] days = [.. Days];
        foreach (var column in Columns)
        {
            var position = binder.Find(column, ColumnKind.Number);
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.AddMany(
                position,
                [
                    new Column($"{column}.is-holiday", ColumnKind.Number), new Column($"{column}.days-to-holiday", ColumnKind.Number),
                    new Column($"{column}.days-since-holiday", ColumnKind.Number),
                ],
                block => Distances(block.Numbers(position), days));
        }

        return binder.Done();
    }

    private static Array[] Distances(ReadOnlySpan<double> micros, int[] days)
    {
        var (at, to, since) = (new double[micros.Length], new double[micros.Length], new double[micros.Length]);
        for (var row = 0; row < micros.Length; row++)
        {
            var day = Math.Floor(micros[row] / MicrosOfDay);

            // Written so that NaN is out of range.
            var known = day >= days[0] && day <= days[^1];
            var place = known ? Array.BinarySearch(days, (int)day) : 0;
            var next = place < 0 ? ~place : place;
            at[row] = known ? (place >= 0 ? 1 : 0) : double.NaN;
            to[row] = known ? days[next] - day : double.NaN;
            since[row] = known ? day - days[place < 0 ? next - 1 : next] : double.NaN;
        }

        return [at, to, since];
    }
}
