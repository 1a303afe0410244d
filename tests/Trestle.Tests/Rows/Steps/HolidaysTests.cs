using System.Globalization;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;
using Trestle.Rows.Steps.Calendars;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>
/// Public holidays as features. The days are from the laws and the lists of the governments, not from the table's library.
/// </summary>
public sealed class HolidaysTests
{
    [Fact]
    public void Dates_know_the_holidays_around_them()
    {
        var rows = new TableBuilder().Numbers(
            "d", Micros("2024-12-24T18:30"), Micros("2024-12-25"), Micros("2024-12-27T23:59"), Micros("1999-12-31"), Micros("2036-01-01"),
            double.NaN).Block();
        var made = Apply(new Holidays { Columns = ["d"], Country = "US" }, rows);
        made.Schema.Columns.Select(column => column.Name).ShouldBe(["d.is-holiday", "d.days-to-holiday", "d.days-since-holiday"]);
        made.Numbers(0).ToArray().ShouldBe([0, 1, 0, double.NaN, double.NaN, double.NaN]);
        made.Numbers(1).ToArray().ShouldBe([1, 0, 5, double.NaN, double.NaN, double.NaN]);
        made.Numbers(2).ToArray().ShouldBe([26, 0, 2, double.NaN, double.NaN, double.NaN]);
    }

    [Theory]
    [InlineData("US", 2021, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31")]
    [InlineData("GB-ENG", 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27")]
    [InlineData("DE", 2024, "01-01 03-29 04-01 05-01 05-09 05-20 10-03 12-25 12-26")]
    [InlineData("DE-BY", 2024, "01-01 01-06 03-29 04-01 05-01 05-09 05-20 05-30 08-15 10-03 11-01 12-25 12-26")]
    [InlineData("fr", 2023, "01-01 04-10 05-01 05-08 05-18 05-29 07-14 08-15 11-01 11-11 12-25")]
    [InlineData("JP", 2024, "01-01 01-08 02-12 02-23 03-20 04-29 05-03 05-04 05-06 07-15 08-12 09-16 09-23 10-14 11-04 11-23")]
    public void Years_of_countries(string code, int year, string days) => HolidayCalendar.Find(code)!
        .Select(day => DateTime.UnixEpoch.AddDays(day)).Where(day => day.Year == year)
        .Select(day => day.ToString("MM-dd", CultureInfo.InvariantCulture)).ShouldBe(days.Split(' '));

    [Fact]
    public void Every_calendar_of_the_table_is_read_and_has_days_in_every_year()
    {
        foreach (var code in HolidayCalendar.Codes)
        {
            var days = HolidayCalendar.Find(code)!;
            days.ShouldBeInOrder(SortDirection.Ascending, code);
            days.Distinct().Count().ShouldBe(days.Count, code);
            days.GroupBy(day => DateTime.UnixEpoch.AddDays(day).Year).Count().ShouldBe(HolidayCalendar.Years, code);
        }
    }

    [Fact]
    public void Days_of_ones_own_count_too()
    {
        var rows = new TableBuilder().Numbers("d", Micros("2024-11-28"), Micros("2024-11-29"), Micros("2024-11-30")).Block();
        var made = Apply(new Holidays { Columns = ["d"], Days = ["2024-11-30", "2024-11-28"], KeepSource = true }, rows);
        made.Schema.Columns[0].Name.ShouldBe("d");
        made.Numbers(1).ToArray().ShouldBe([1, 0, 1]);
        made.Numbers(2).ToArray().ShouldBe([0, 1, 0]);
    }

    [Theory]
    [InlineData("XX", null, "no holidays of 'XX' are known")]
    [InlineData(null, "29.11.2024", "'29.11.2024' is not a valid day")]
    [InlineData(null, null, "neither country nor days")]
    public void Settings_that_name_no_day_are_refused(string? country, string? day, string found)
    {
        var step = new Holidays { Columns = ["d"], Country = country, Days = day is null ? [] : [day] };
        Should.Throw<TrestleException>(() => Apply(step, new TableBuilder().Numbers("d", 0).Block()))
            .Problems.ShouldHaveSingleItem().Found.ShouldBe(found);
    }

    private static RowBlock Apply(Holidays step, RowBlock rows) =>
        step.Fit(rows.Schema, new StatValues(new Dictionary<Stat, StatValue>())).Bind(rows.Schema).Apply(rows);

    private static double Micros(string text) =>
        (DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)
            - DateTime.UnixEpoch).TotalMicroseconds;
}
