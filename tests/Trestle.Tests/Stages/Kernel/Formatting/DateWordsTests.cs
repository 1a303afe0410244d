using System.Globalization;

using Shouldly;

using Trestle.Stages.Kernel.Formatting;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Formatting;

/// <summary>Dates are shown as days, and with their times where the days are all the same.</summary>
public sealed class DateWordsTests
{
    [Theory]
    [InlineData("2024-01-05", "2024-03-01T08:30:00", "2024-01-05 to 2024-03-01")]
    [InlineData("2024-01-05T08:00:00", "2024-01-05T17:30:15", "2024-01-05 08:00:00 to 2024-01-05 17:30:15")]
    [InlineData("2024-01-05", "2024-01-05", "2024-01-05 to 2024-01-05")]
    [InlineData("1970-01-01T00:00:00", "1970-01-01T23:59:00", "00:00:00 to 23:59:00")]
    [InlineData("1970-01-01T12:00:00", "1970-01-01T12:00:00", "12:00:00 to 12:00:00")]
    [InlineData("1970-01-01", "1970-01-01", "1970-01-01 to 1970-01-01")]
    [InlineData("1969-12-31T23:00:00", "1970-01-01T01:00:00", "1969-12-31 to 1970-01-01")]
    [InlineData("0001-01-01", "9999-12-31", "0001-01-01 to 9999-12-31")]
    public void A_range(string first, string last, string words) => DateWords.Range(Micros(first), Micros(last)).ShouldBe(words);

    [Fact]
    public void A_value_is_shown_as_its_column_is() =>
        new DateWords(Micros("1970-01-01T06:00:00"), Micros("1970-01-01T18:00:00")).Of(Micros("1970-01-01")).ShouldBe("00:00:00");

    private static double Micros(string date) =>
        (DateTime.Parse(date, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalMicroseconds;
}
