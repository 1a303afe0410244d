using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>A date of ISO 8601 becomes one of its column, or nothing.</summary>
public sealed class OtherDatesTests
{
    [Theory]
    [InlineData("dd/MM/yyyy", "2024-01-05", "05/01/2024")]
    [InlineData("dd/MM/yyyy", " 2024-01-05T00:00:00Z ", "05/01/2024")]
    [InlineData("MM/dd/yyyy", "2024-01-05T00:00:00.000Z", "01/05/2024")]
    [InlineData("d MMM yyyy", "2024-01-05", "5 Jan 2024")]
    [InlineData("yyyyMMdd", "2024-01-05T00:00:00+00:00", "20240105")]
    [InlineData("yyyy-Qq", "2024-01-01", "2024-Q1")]
    [InlineData("dd.MM.yyyy HH:mm", "2024-01-05T13:45:00Z", "05.01.2024 13:45")]
    [InlineData("dd.MM.yyyy HH:mm", "2024-01-05", "05.01.2024 00:00")]
    [InlineData("dd/MM/yyyy HH:mmK", "2024-01-05T13:45:00+02:00", "05/01/2024 11:45Z")]
    [InlineData("unix", "2024-01-05T00:00:00+02:00", "1704405600")]
    public void One_that_a_format_can_say_is_written_in_it(string format, string text, string expected)
    {
        var column = Column(format);

        OtherDates.InFormat(column, text).ShouldBe(expected);

        ValueParser.TryRead(column, expected, out var written).ShouldBeTrue();
        ValueParser.TryDate(text, ValueParser.IsoDateFormats, out var meant).ShouldBeTrue();
        written.ShouldBe(meant);
    }

    [Theory]
    [InlineData("dd/MM/yyyy", "2024-01-05T13:45:00Z", "a time of day where there are days")]
    [InlineData("dd/MM/yyyy", "2024-01-05T00:00:00+02:00", "midnight by clocks that nobody knows")]
    [InlineData("dd/MM/yyyy HH:mm", "2024-01-05T13:45:00-05:00", "the same with a time of day")]
    [InlineData("dd/MM/yyyy HH:mm", "2024-01-05T13:45:07Z", "seconds where there are minutes")]
    [InlineData("yyyy-MM", "2024-01-05", "a day where there are months")]
    [InlineData("HH:mm", "2024-01-05T13:45:00Z", "a day where there are times of day")]
    [InlineData("yyyy-dd-MM", "2024-05-13", "the order of day and month is not certain")]
    [InlineData("dd/MM/yyyy", "01/13/2024", "not ISO 8601")]
    [InlineData("dd/MM/yyyy", "2024-02-30", "a day that there is not")]
    [InlineData("dd/MM/yyyy", "2024", "a number")]
    [InlineData("dd/MM/yyyy", "", "nothing")]
    public void Another_is_not_taken(string format, string text, string why) => OtherDates.InFormat(Column(format), text).ShouldBeNull(why);

    [Theory]
    [InlineData("2024-07-05T13:45:00Z", "05/07/2024 15:45")]
    [InlineData("2024-07-05T13:45:00+02:00", "05/07/2024 13:45")]
    [InlineData("2024-01-05T13:45:00", "05/01/2024 13:45")]
    [InlineData("2024-10-27T00:30:00Z", "27/10/2024 02:30")]
    [InlineData("2024-10-27T01:30:00Z", null)]
    public void With_a_zone_it_is_what_the_clocks_show(string text, string? expected) =>
        OtherDates.InFormat(Column("dd/MM/yyyy HH:mm") with { Zone = ZoneClock.Find("Europe/Berlin") }, text).ShouldBe(expected);

    [Fact]
    public void Numbers_and_texts_are_left_alone()
    {
        OtherDates.InFormat(new ColumnContract { Name = "x", Type = ColumnType.Number }, "2024-01-05").ShouldBeNull();
        OtherDates.InFormat(new ColumnContract { Name = "x", Type = ColumnType.Text }, "2024-01-05").ShouldBeNull();
    }

    private static ColumnContract Column(string format) => new() { Name = "since", Type = ColumnType.Date, Formats = [format] };
}
