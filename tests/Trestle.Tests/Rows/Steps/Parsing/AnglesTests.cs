using Shouldly;

using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>Angles; the right values are computed by hand.</summary>
public sealed class AnglesTests
{
    [Theory]
    [InlineData("52°31'12\"N", WrittenForms.Latitude, 52.52)]
    [InlineData("52º31′12″ N", WrittenForms.Latitude, 52.52)]
    [InlineData("52° 31' 12'' N", WrittenForms.Latitude, 52.52)]
    [InlineData("N52°31.2'", WrittenForms.Latitude, 52.52)]
    [InlineData("52:31:12N", WrittenForms.Latitude, 52.52)]
    [InlineData("33 52 7.68 S", WrittenForms.Latitude, -33.8688)]
    [InlineData("52,52° N", WrittenForms.Latitude, 52.52)]
    [InlineData("52.52 deg N", WrittenForms.Latitude, 52.52)]
    [InlineData("90°N", WrittenForms.Latitude, 90)]
    [InlineData("-33.8688", WrittenForms.Latitude, -33.8688)]
    [InlineData("13 24 36 E", WrittenForms.Longitude, 13.41)]
    [InlineData("58.38W", WrittenForms.Longitude, -58.38)]
    [InlineData("-179°30'", WrittenForms.Longitude, -179.5)]
    [InlineData("359°59'59.9\"", WrittenForms.Degrees, 359.9999722222222)]
    [InlineData("\u22120°15'", WrittenForms.Degrees, -0.25)]
    public void Are_read_as_decimal_degrees(string text, string form, double degrees)
    {
        WrittenForms.TryRead(text, form, out var value).ShouldBeTrue();
        value.ShouldBe(degrees);
    }

    [Theory]
    [InlineData("", WrittenForms.Degrees)]
    [InlineData("N", WrittenForms.Latitude)]
    [InlineData("NS", WrittenForms.Latitude)]
    [InlineData("-", WrittenForms.Degrees)]
    [InlineData("°", WrittenForms.Degrees)]
    [InlineData("91°N", WrittenForms.Latitude)]
    [InlineData("-90.5", WrittenForms.Latitude)]
    [InlineData("13°E", WrittenForms.Latitude)]
    [InlineData("52°N", WrittenForms.Longitude)]
    [InlineData("180.5°", WrittenForms.Longitude)]
    [InlineData("52°N", WrittenForms.Degrees)]
    [InlineData("361°", WrittenForms.Degrees)]
    [InlineData("52°60'N", WrittenForms.Latitude)]
    [InlineData("52.5°31'N", WrittenForms.Latitude)]
    [InlineData("-52°S", WrittenForms.Latitude)] // signed twice
    [InlineData("N52°S", WrittenForms.Latitude)]
    [InlineData("12E", WrittenForms.Longitude)]
    [InlineData("9.5W", WrittenForms.Longitude)]
    [InlineData("N18.35", WrittenForms.Latitude)]
    [InlineData("13°24'O", WrittenForms.Longitude)] // east in German, west in French
    [InlineData("6'2\"", WrittenForms.Degrees)]
    [InlineData("13 24 36", WrittenForms.Longitude)]
    [InlineData("13,405", WrittenForms.Longitude)]
    [InlineData("1 2 3 4 N", WrittenForms.Latitude)]
    [InlineData("52°31'12\"7N", WrittenForms.Latitude)]
    public void Anything_else_is_none(string text, string form)
    {
        WrittenForms.TryRead(text, form, out var value).ShouldBeFalse();
        value.ShouldBe(double.NaN);
    }
}
