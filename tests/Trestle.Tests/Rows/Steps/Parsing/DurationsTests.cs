using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>Durations; the right values are those of Python's timedelta, PostgreSQL's interval and hand calculation.</summary>
public sealed class DurationsTests
{
    [Theory]
    [InlineData("1:30:00", 5_400)]
    [InlineData("100:00:00.25", 360_000.25)]
    [InlineData("00:00:00,5", 0.5)]
    [InlineData("-0:00:01", -1)]
    [InlineData("\u22121:00:00", -3_600)]
    [InlineData("1 day, 2:03:04", 93_784)]
    [InlineData("-1 day, 22:03:04", -7_016)] // timedelta(seconds=-7016)
    [InlineData("-1 days +22:03:04", -7_016)] // pandas
    [InlineData("-1 days -02:03:04", -93_784)] // PostgreSQL
    [InlineData("1 day -02:00:00", 79_200)]
    [InlineData("3 days 04:05", 273_900)]
    [InlineData("3d 4:05:06", 273_906)]
    [InlineData("1.02:03:04", 93_784)] // TimeSpan
    [InlineData("-10.00:00:01", -864_001)]
    [InlineData("P1W", 604_800)]
    [InlineData("P3DT12H30M5S", 304_205)]
    [InlineData("PT36H", 129_600)]
    [InlineData("PT1,5M", 90)]
    [InlineData("-P1D", -86_400)]
    [InlineData("P0Y0M1D", 86_400)]
    [InlineData("2h15m", 8_100)]
    [InlineData("1.5 h", 5_400)]
    [InlineData("1d 1h 1m 1s 1ms", 90_061.001)]
    [InlineData("2 Std. 5 Min.", 7_500)]
    [InlineData("1 heure et 2 minutes", 3_720)]
    [InlineData(" 5 HOURS, 1 minute ", 18_060)]
    public void Are_read_as_seconds(string text, double seconds)
    {
        foreach (var form in new[] { WrittenForms.Duration, WrittenForms.DurationHours, WrittenForms.DurationMinutes })
        {
            WrittenForms.TryRead(text, form, out var value).ShouldBeTrue(form);
            value.ShouldBe(seconds);
        }
    }

    [Theory]
    [InlineData("1:30", double.NaN, 5_400, 90)]
    [InlineData("75:05", double.NaN, 270_300, 4_505)]
    [InlineData("-0:30", double.NaN, -1_800, -30)]
    [InlineData("2:03.5", double.NaN, double.NaN, 123.5)]
    public void Two_numbers_are_what_the_form_says(string text, double alone, double hours, double minutes)
    {
        Read(text, WrittenForms.Duration).ShouldBe(alone);
        Read(text, WrittenForms.DurationHours).ShouldBe(hours);
        Read(text, WrittenForms.DurationMinutes).ShouldBe(minutes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("- :")]
    [InlineData("- 1:00:00")]
    [InlineData("90")]
    [InlineData("1:60:00")]
    [InlineData("1:2:3")]
    [InlineData("1:00:00:00")]
    [InlineData("1:000")]
    [InlineData(":30:00")]
    [InlineData("1 day 24:00:00")]
    [InlineData("-1 day 02:00:00")] // whose sign is it
    [InlineData("1.5 days 2:00:00")]
    [InlineData("2 hours 1:00:00")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("PT1H30")]
    [InlineData("PT1M1H")]
    [InlineData("PT1.5H1M")]
    [InlineData("P1Y")]
    [InlineData("P1M")]
    [InlineData("30m 1h")]
    [InlineData("1h 1h")]
    [InlineData("1 H")]
    [InlineData("5 ft 11 in")]
    [InlineData("1h30")]
    [InlineData("1 month")]
    [InlineData("9999999999 s")]
    [InlineData("1:00:00 PM")]
    [InlineData("12:30:15+02:00")]
    [InlineData("00:1A:2B:3C:4D:5E")]
    [InlineData("fe80::1")]
    public void Anything_else_is_none(string text)
    {
        foreach (var form in WrittenForms.All)
        {
            Read(text, form == WrittenForms.Degrees || form == WrittenForms.Latitude || form == WrittenForms.Longitude
                ? WrittenForms.Duration : form).ShouldBe(double.NaN);
        }
    }

    [Fact]
    public void A_contract_reads_its_column_in_the_form_that_it_names()
    {
        var column = new ColumnContract { Name = "x", Type = ColumnType.Number, Formats = [WrittenForms.DurationHours] };

        ValueParser.TryRead(column, "1:30", out var value).ShouldBeTrue();
        value.ShouldBe(5_400);
        ValueParser.TryRead(column, "5400", out _).ShouldBeFalse();
        ValueParser.TryRead(column with { Formats = [] }, "5400", out _).ShouldBeTrue();
        WrittenForms.TryRead("1:30", "fortnight", out _).ShouldBeFalse();
    }

    private static double Read(string text, string form)
    {
        WrittenForms.TryRead(text, form, out var value).ShouldBe(!double.IsNaN(value));
        return value;
    }
}
