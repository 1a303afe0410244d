using System.Globalization;

using CsCheck;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

public sealed class ValueParserTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    [InlineData("-12.5", -12.5)]
    [InlineData("+.5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("007", 7)]
    [InlineData("  42\t", 42)]
    [InlineData("\u00A042\u2003", 42)]
    [InlineData("1e3", 1000)]
    [InlineData("-2.5E-3", -0.0025)]
    [InlineData("1,234", 1234)]
    [InlineData("1,234,567.89", 1234567.89)]
    [InlineData("1 234 567", 1234567)]
    [InlineData("1\u00A0234.5", 1234.5)]
    [InlineData("1\u202F234.5", 1234.5)]
    [InlineData("1'234'567.5", 1234567.5)]
    [InlineData("1\u2019234", 1234)]
    [InlineData("12,345e2", 1234500)]
    [InlineData("9007199254740993", 9007199254740992.0)]
    [InlineData("0.1000000000000000055511151231257827", 0.1)]
    [InlineData("123456789012345678901234567890", 1.2345678901234568e29)]
    [InlineData("1e-400", 0)]
    public void With_a_point_these_are_numbers(string text, double expected)
    {
        ValueParser.TryNumber(text, '.', out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("1,234", 1.234)]
    [InlineData("1.234", 1234)]
    [InlineData("1.234.567,89", 1234567.89)]
    [InlineData("-0,5", -0.5)]
    [InlineData("1 234,5", 1234.5)]
    public void With_a_comma_these_are_numbers(string text, double expected)
    {
        ValueParser.TryNumber(text, ',', out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("+-1")]
    [InlineData("1.2.3")]
    [InlineData("1,23")]
    [InlineData("12,34")]
    [InlineData("1234,567")]
    [InlineData("1,2345")]
    [InlineData("0,123")]
    [InlineData(",123")]
    [InlineData("1,234 567")]
    [InlineData("1,,234")]
    [InlineData("1,234,")]
    [InlineData("1.5,000")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("1e5.5")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-∞")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("50%")]
    [InlineData("$5")]
    [InlineData("1\0")]
    [InlineData("12 Main St")]
    public void These_are_no_numbers(string text)
    {
        ValueParser.TryNumber(text, '.', out var value).ShouldBeFalse();
        value.ShouldBe(double.NaN);
    }

    [Fact]
    public void A_text_of_thousands_of_digits_is_no_number() => ValueParser.TryNumber(new string('9', 100_000), '.', out _).ShouldBeFalse();

    [Fact]
    public void Every_double_that_is_printed_is_read_back() => Gen.Double.Where(double.IsFinite).Sample(value =>
    {
        ValueParser.TryNumber(value.ToString("R", CultureInfo.InvariantCulture), '.', out var read).ShouldBeTrue();
        BitConverter.DoubleToInt64Bits(read).ShouldBe(BitConverter.DoubleToInt64Bits(value));
    });

    [Fact]
    public void Numbers_are_read_as_the_framework_reads_them() => Gen.Select(
        Gen.Long, Gen.Int[0, 19], Gen.Bool).Sample((digits, places, comma) =>
    {
        var text = Math.Abs((decimal)digits).ToString(CultureInfo.InvariantCulture).PadLeft(20, '0');
        text = (digits < 0 ? "-" : "") + text[..^places].TrimStart('0') + "." + text[^places..];
        var expected = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        ValueParser.TryNumber(comma ? text.Replace('.', ',') : text, comma ? ',' : '.', out var read).ShouldBe(expected);
        BitConverter.DoubleToInt64Bits(read).ShouldBe(BitConverter.DoubleToInt64Bits(expected ? number : double.NaN));
    });

    [Fact]
    public void Whole_numbers_are_read_with_any_separator() => Gen.Select(
        Gen.Long, Gen.OneOf(",", " ", "'", "\u00A0")).Sample((number, separator) =>
    {
        var format = new NumberFormatInfo { NumberGroupSeparator = separator, NumberDecimalDigits = 0 };
        ValueParser.TryNumber(number.ToString("N", format), '.', out var read).ShouldBeTrue();
        read.ShouldBe(number);
    });

    [Fact]
    public void No_text_makes_the_reader_fail() => Gen.String.Sample(text =>
    {
        var number = ValueParser.TryNumber(text, '.', out var value);
        double.IsNaN(value).ShouldBe(!number);
        var date = ValueParser.TryDate(text, ValueParser.DateFormats, out var micros);
        double.IsNaN(micros).ShouldBe(!date);
        _ = ValueParser.TryBoolean(text, out _);
        _ = ValueParser.IsNull(text, Contract.DefaultNullTokens);
    });

    [Theory]
    [InlineData("yes", true)]
    [InlineData(" TRUE ", true)]
    [InlineData("y", true)]
    [InlineData("T", true)]
    [InlineData("On", true)]
    [InlineData("1", true)]
    [InlineData("No", false)]
    [InlineData("false", false)]
    [InlineData("n", false)]
    [InlineData("F", false)]
    [InlineData("off", false)]
    [InlineData("0", false)]
    [InlineData("2", null)]
    [InlineData("", null)]
    [InlineData("maybe", null)]
    [InlineData("yes!", null)]
    public void Truths_are_read_in_the_usual_spellings(string text, bool? expected)
    {
        var read = ValueParser.TryBoolean(text, out var value);
        (read ? value : (bool?)null).ShouldBe(expected);
    }

    [Theory]
    [InlineData("2024-02-29", 1709164800000000)]
    [InlineData(" 1969-07-20 20:17:40 ", -14182940000000)]
    [InlineData("2024-02-29T12:30", 1709209800000000)]
    [InlineData("2024-02-29T12:30:15.1234567", 1709209815123456)]
    [InlineData("1969-12-31T23:59:59.9999999", -1)]
    [InlineData("2024-02-29T12:30:15Z", 1709209815000000)]
    [InlineData("2024-02-29T12:30:15+02:00", 1709202615000000)]
    [InlineData("0001-01-01", -62135596800000000)]
    [InlineData("9999-12-31", 253402214400000000)]
    public void Moments_are_read_in_the_formats_of_iso_8601(string text, double expected)
    {
        ValueParser.TryDate(text, ValueParser.IsoDateFormats, out var micros).ShouldBeTrue();
        micros.ShouldBe(expected);
    }

    [Theory]
    [InlineData("2024-02-30")]
    [InlineData("2023-02-29")]
    [InlineData("2024-13-01")]
    [InlineData("2024-2-9")]
    [InlineData("24-02-29")]
    [InlineData("2024-02-29 12")]
    [InlineData("2024-02-29x")]
    [InlineData("12:30")]
    [InlineData("")]
    [InlineData("0000-01-01")]
    public void These_are_no_moments(string text) => ValueParser.TryDate(text, ValueParser.IsoDateFormats, out _).ShouldBeFalse();

    [Theory]
    [InlineData("03/04/2024", "2024-04-03")]
    [InlineData("03/14/2024", "2024-03-14")]
    [InlineData("3.4.2024", "2024-04-03")]
    [InlineData("2024/3/4", "2024-03-04")]
    [InlineData("20240304", "2024-03-04")]
    [InlineData("4 Mar 2024", "2024-03-04")]
    [InlineData("4-Mar-2024", "2024-03-04")]
    [InlineData("March 4, 2024", "2024-03-04")]
    [InlineData("3/14/2024 1:05 PM", "2024-03-14 13:05")]
    [InlineData("14/03/2024 13:05:59", "2024-03-14 13:05:59")]
    public void Other_formats_are_read_too_day_before_month_where_both_fit(string text, string iso)
    {
        ValueParser.TryDate(text, ValueParser.DateFormats, out var micros).ShouldBeTrue();
        ValueParser.TryDate(iso, ValueParser.IsoDateFormats, out var expected).ShouldBeTrue();
        micros.ShouldBe(expected);
    }

    [Fact]
    public void A_format_without_a_date_takes_no_clock()
    {
        ValueParser.TryDate("12:30", ["HH:mm"], out var micros).ShouldBeTrue();
        micros.ShouldBe(TimeSpan.FromMinutes(750).TotalMicroseconds);
        ValueParser.TryDate("12/30", ["MM/dd"], out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("  ", true)]
    [InlineData("na", true)]
    [InlineData("\tN/a\u00A0", true)]
    [InlineData("NULL", true)]
    [InlineData("-", true)]
    [InlineData("0", false)]
    [InlineData("nah", false)]
    [InlineData("--", false)]
    public void Null_tokens_are_compared_trimmed_and_ignoring_case(string text, bool expected) =>
        ValueParser.IsNull(text, Contract.DefaultNullTokens).ShouldBe(expected);

    [Fact]
    public void A_token_with_white_space_around_it_is_met_as_well() => ValueParser.IsNull("unknown", [" Unknown "]).ShouldBeTrue();
}
