using Shouldly;

using Trestle.Cli.Init;

using Xunit;

namespace Trestle.Tests.Cli;

public sealed class SentinelTests
{
    [Theory]
    [InlineData("18-90", "999:4", "999")]
    [InlineData("18-90", "998:3 999:4", "998 999")]
    [InlineData("0-800", "9999:3", "9999")]
    [InlineData("-20-40", "-999:3", "-999")]
    [InlineData("-20-40", "-999:3 999:3", "-999 999")]
    [InlineData("1-400", "-1:9", "-1")]
    [InlineData("44-199", "0:5", "0")]
    [InlineData("1-5", "9:6", "9")]
    [InlineData("0-100", "5000000:9", "5000000")]
    [InlineData("18-98", "99:2", "")]
    [InlineData("0-6", "9:3", "")]
    [InlineData("0-1", "-1:9", "")]
    [InlineData("1-40", "0:9", "")]
    [InlineData("-50-50", "-1:9", "")]
    [InlineData("18-90", "999:1", "")]
    [InlineData("0-100", "300:5", "")]
    public void Values_far_from_all_others_that_recur_are_found(string range, string others, string found)
    {
        var ends = range.LastIndexOf('-') is var at && range[at - 1] == '-' ? at - 1 : at;
        var (low, high) = (int.Parse(range[..ends]), int.Parse(range[(ends + 1)..]));
        var histogram = Enumerable.Range(low, high - low + 1).Select(value => ((double)value, 2L))
            .Concat(others.Split(' ').Select(pair => pair.Split(':')).Select(pair => (double.Parse(pair[0]), long.Parse(pair[1]))))
            .GroupBy(entry => entry.Item1).Select(group => (group.Key, group.Sum(entry => entry.Item2)))
            .OrderBy(entry => entry.Key).ToArray();
        string.Join(' ', Sentinels.FindNumbers(histogram).Select(entry => $"{entry.Value:R}")).ShouldBe(found);
    }

    [Theory]
    [InlineData("1900-01-01", 3, true)]
    [InlineData("1970-01-01", 2, true)]
    [InlineData("9999-12-31", 1, true)]
    [InlineData("2099-12-31", 5, true)]
    [InlineData("2019-01-01", 5, false)]
    [InlineData("1955-03-04", 1, false)]
    public void Dates_that_programs_write_for_no_date_are_found(string text, long rows, bool found)
    {
        static double Micros(DateTime date) => (date - DateTime.UnixEpoch).TotalMicroseconds;
        var date = Micros(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        var histogram = Enumerable.Range(0, 300).Select(day => (Micros(new DateTime(2020, 1, 1).AddDays(day)), 1L)).Append((date, rows))
            .OrderBy(entry => entry.Item1).ToArray();
        Sentinels.FindDates(histogram).ShouldBe(found ? [(date, rows)] : []);
    }

    [Fact]
    public void A_time_of_day_is_not_taken_for_a_missing_date()
    {
        (double, long)[] times = [(TimeSpan.FromMinutes(45).TotalMicroseconds, 120), (TimeSpan.FromMinutes(62).TotalMicroseconds, 139),
            (TimeSpan.FromHours(12).TotalMicroseconds, 141)];
        Sentinels.FindDates(times).ShouldBeEmpty();
    }
}
