using System.Globalization;
using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>Numbers in every spelling, alone and with affixes: the right value, or none.</summary>
public sealed class NumberTests
{
    private static readonly NumberAffix[] Affixes =
    [
        new("$", 1), new("€", 1), new("%", 0.01), new("‰", 0.001), new("k", 1000), new("M", 1e6), new("kg", 1), new("g", 0.001),
        new("lb", 0.45359237), new("<", 1), new("+", 1), new("Rs.", 1), new("USD", 1),
    ];

    [Theory]
    [InlineData("123-", -123)]
    [InlineData("123 -", -123)]
    [InlineData("1,234.50-", -1234.5)]
    [InlineData("- 5", -5)]
    [InlineData("\u22125", -5)]
    [InlineData("\uFF0D5", -5)]
    [InlineData("\uFE635", -5)]
    [InlineData("\u20105", -5)]
    [InlineData("\u20115", -5)]
    [InlineData("\u20135", -5)]
    [InlineData("5\u2212", -5)]
    [InlineData("(123.50)", -123.5)]
    [InlineData("( 1,234 )", -1234)]
    [InlineData("(0)", -0.0)]
    [InlineData("\uFF0B5", 5)]
    [InlineData("\uFF11\uFF12\uFF0E\uFF15", 12.5)]
    [InlineData("\uFF11\uFF0C\uFF12\uFF13\uFF14", 1234)]
    [InlineData("\u0661\u0662", 12)]
    [InlineData("\u0661\u066C\u0662\u0663\u0664\u066B\u0665", 1234.5)]
    [InlineData("\u0967\u0968.\u096B", 12.5)]
    [InlineData("\u200E-5", -5)]
    [InlineData("\u061C-5", -5)]
    [InlineData("\uFEFF5", 5)]
    [InlineData("1,48,898", 148898)]
    [InlineData("12,34,56,789.50", 123456789.5)]
    [InlineData("-1,00,000", -100000)]
    [InlineData("1'234'567.5", 1234567.5)]
    [InlineData("1\u2019234", 1234)]
    [InlineData("1 234 567", 1234567)]
    [InlineData("1\u00A0234\u202F567", 1234567)]
    [InlineData("1\u2009234.5", 1234.5)]
    [InlineData("1\u2007234", 1234)]
    [InlineData("1\u3000234", 1234)]
    [InlineData("5.-", 5)]
    [InlineData("5.\u2013", 5)]
    [InlineData("-1,234.--", -1234)]
    [InlineData("1E+3", 1000)]
    [InlineData("1e-3", 0.001)]
    [InlineData("(1e3)", -1000)]
    [InlineData("0e99999999999", 0)]
    [InlineData("1e-99999999999", 0)]
    [InlineData("00501", 501)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("4.9406564584124654e-324", double.Epsilon)]
    [InlineData("9,007,199,254,740,993", 9007199254740992.0)]
    public void With_a_point_these_are_numbers(string text, double expected)
    {
        ValueParser.TryNumber(text, '.', out var value).ShouldBeTrue();
        Same(value, expected);
        ValueParser.TryNumber($"\u00A0{text} ", '.', Affixes, out value).ShouldBeTrue();
        Same(value, expected);
    }

    [Theory]
    [InlineData("1.234.567", 1234567)]
    [InlineData("1.234.567,89", 1234567.89)]
    [InlineData("1'234,5", 1234.5)]
    [InlineData("(1.234,50)", -1234.5)]
    [InlineData("1.234,50-", -1234.5)]
    [InlineData("5,-", 5)]
    [InlineData("-5,-", -5)]
    [InlineData("1.234,--", 1234)]
    [InlineData("\u0661\u066B\u0665", 1.5)]
    [InlineData("\uFF11\uFF0C\uFF15", 1.5)]
    public void With_a_comma_these_are_numbers(string text, double expected)
    {
        ValueParser.TryNumber(text, ',', out var value).ShouldBeTrue();
        Same(value, expected);
    }

    [Theory]
    [InlineData("--5")]
    [InlineData("+-5")]
    [InlineData("-5-")]
    [InlineData("(-5)")]
    [InlineData("-(5)")]
    [InlineData("(5")]
    [InlineData("5)")]
    [InlineData("((5))")]
    [InlineData("()")]
    [InlineData("\u20145")]
    [InlineData("1990\u2013")]
    [InlineData("5+")]
    [InlineData("5--")]
    [InlineData("5.---")]
    [InlineData("5.-e3")]
    [InlineData("1,23,45")]
    [InlineData("123,45,678")]
    [InlineData("1,23,4567")]
    [InlineData("0,12,345")]
    [InlineData("01,234")]
    [InlineData("1.234.567")]
    [InlineData("1'23")]
    [InlineData("1 2")]
    [InlineData("1  234")]
    [InlineData("1 234,567")]
    [InlineData("1_000")]
    [InlineData("1\t234")]
    [InlineData("192.168.1.1")]
    [InlineData("10-20")]
    [InlineData("1/2")]
    [InlineData("½")]
    [InlineData("5²")]
    [InlineData("0x1F")]
    [InlineData("1e5e5")]
    [InlineData("1e+")]
    [InlineData("inf")]
    [InlineData("-inf")]
    [InlineData("+Infinity")]
    [InlineData("∞")]
    [InlineData("1e99999999999")]
    [InlineData("𝟏𝟐")]
    [InlineData("5\u0301")]
    [InlineData("5\0")]
    [InlineData("\u200B")]
    public void With_a_point_these_are_no_numbers(string text)
    {
        ValueParser.TryNumber(text, '.', out var value).ShouldBeFalse();
        value.ShouldBe(double.NaN);
        if (text != "5+")
        {
            ValueParser.TryNumber(text, '.', Affixes, out _).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("57%", 0.57)]
    [InlineData("29 %", 0.29)]
    [InlineData("-0.7%", -0.007)]
    [InlineData("1,234.5 %", 12.345)]
    [InlineData("3.5‰", 0.0035)]
    [InlineData("4.35k", 4350)]
    [InlineData("1.1M", 1100000)]
    [InlineData("$3.4M", 3400000)]
    [InlineData("-$1.005k", -1005)]
    [InlineData("$1,200", 1200)]
    [InlineData("$-5", -5)]
    [InlineData("($5.00)", -5)]
    [InlineData("$(5.00)", -5)]
    [InlineData("$5.00-", -5)]
    [InlineData("$.50", 0.5)]
    [InlineData("1 200 €", 1200)]
    [InlineData("5.00- €", -5)]
    [InlineData("€ 5.-", 5)]
    [InlineData("USD 12", 12)]
    [InlineData("Rs.500", 500)]
    [InlineData("12.26 kg", 12.26)]
    [InlineData("800 g", 0.8)]
    [InlineData("2 lb", 0.90718474)]
    [InlineData("<5", 5)]
    [InlineData("65+", 65)]
    [InlineData("\u22125\u00A0%", -0.05)]
    [InlineData("\uFF15\uFF10%", 0.5)]
    [InlineData("42", 42)]
    [InlineData("(42)", -42)]
    [InlineData("1e3 kg", 1000)]
    public void With_affixes_a_number_is_multiplied_and_rounded_once(string text, double expected)
    {
        ValueParser.TryNumber(text, '.', Affixes, out var value).ShouldBeTrue();
        Same(value, expected);
    }

    [Theory]
    [InlineData("5 £")]
    [InlineData("5 KG")]
    [InlineData("M5")]
    [InlineData("k 5")]
    [InlineData("5 kg 3 g")]
    [InlineData("5 ft 11 in")]
    [InlineData("$")]
    [InlineData("%")]
    [InlineData("1.2.3 kg")]
    [InlineData("$-5-")]
    [InlineData("(-$5)")]
    [InlineData("-($5)")]
    [InlineData("5 (kg)")]
    [InlineData("1e308k")]
    public void An_affix_that_a_column_does_not_know_makes_no_number(string text)
    {
        ValueParser.TryNumber(text, '.', Affixes, out var value).ShouldBeFalse();
        value.ShouldBe(double.NaN);
    }

    [Fact]
    public void A_number_alone_has_a_factor_only_where_the_empty_text_has_one()
    {
        NumberAffix[] percents = [new("%", 0.01), new("", 0.01)];
        ValueParser.TryNumber("57", '.', percents, out var value).ShouldBeTrue();
        Same(value, 0.57);
        ValueParser.TryNumber("29%", '.', percents, out value).ShouldBeTrue();
        Same(value, 0.29);
        ValueParser.TryNumber("57", '.', [percents[0]], out value).ShouldBeTrue();
        Same(value, 57);
    }

    /// <summary>A printer that shares nothing with the reader: each style is written character by character.</summary>
    [Fact]
    public void A_number_printed_in_any_style_is_read_back()
    {
        var numbers = Gen.Select(Gen.Long[0, 999_999_999_999_999_999], Gen.Int[0, 8], Gen.Bool);
        var styles = Gen.Select(Gen.Enum<Groups>(), Gen.Char[".,'\u2019 \u00A0\u202F"], Gen.Enum<Signs>(), Gen.Char["0\uFF10\u0660\u0966"]);
        Gen.Select(numbers, styles, Gen.Bool).Sample((number, style, comma) =>
        {
            var ((digits, places, negative), (groups, separator, sign, zero)) = (number, style);
            var mark = comma ? ',' : '.';
            separator = separator == mark ? '\'' : separator;
            var all = digits.ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
            var (whole, fraction) = (all[..^places], all[^places..]);
            var plain = $"{(negative ? "-" : "")}{whole}{(places > 0 ? "." : "")}{fraction}";
            var text = Grouped(whole, groups, groups == Groups.Indian && !comma ? ',' : separator, comma)
                + (places > 0 ? $"{mark}{fraction}" : "");
            text = string.Concat(text.Select(c => char.IsAsciiDigit(c) ? (char)(zero + c - '0') : c));
            text = Signed(text, negative, sign);

            ValueParser.TryNumber(text, mark, out var read).ShouldBeTrue($"{text} with {mark}");
            Same(read, double.Parse(plain, CultureInfo.InvariantCulture));
            var affixed = $"{text}\u00A0%";
            ValueParser.TryNumber(affixed, mark, Affixes, out read).ShouldBeTrue($"{affixed} with {mark}");
            Same(read, double.Parse($"{plain}e-2", CultureInfo.InvariantCulture));
            ValueParser.TryNumber($"$ {text}k", mark, Affixes, out read).ShouldBe(!negative || sign != Signs.Behind, text);
            if (!negative || sign != Signs.Behind)
            {
                Same(read, double.Parse($"{plain}e3", CultureInfo.InvariantCulture));
            }
        }, iter: 20_000);
    }

    [Fact]
    public void No_text_makes_the_reader_fail() => Gen
        .OneOf(Gen.String, Gen.String[Gen.Char["0123456789.,'-+()%$€ eEkM\u2212\u00A0\u200E\0<"], 0, 12])
        .Sample(text =>
        {
            var read = ValueParser.TryNumber(text, '.', Affixes, out var value);
            double.IsNaN(value).ShouldBe(!read);
            if (NumberText.TrySplit(text, out var parts))
            {
                (parts.Before.Length + parts.After.Length).ShouldBeGreaterThan(0);
                NumberText.CanBeAffix(parts.After).ShouldBeTrue();
                ValueParser.TryNumber(text, '.', out _).ShouldBeFalse(text);
            }

            _ = NumberText.HasLeadingZero(text);
            _ = MissingWords.IsCertain(text) || MissingWords.IsProbable(text);
        }, iter: 20_000);

    [Theory]
    [InlineData("7\u200Ee2", 700)]
    [InlineData("76'190\u200EE3", 76_190_000)]
    [InlineData("1e\u200F-2", 0.01)]
    public void A_mark_of_direction_before_an_exponent_makes_it_no_unit(string text, double expected)
    {
        ValueParser.TryNumber(text, '.', out var value).ShouldBeTrue();
        value.ShouldBe(expected);
        NumberText.TrySplit(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_mark_of_direction_inside_a_unit_is_left_out()
    {
        NumberText.TrySplit("5\u200E k\u200Eg", out var parts).ShouldBeTrue();
        parts.Digits.ToString().ShouldBe("5");
        parts.After.ToString().ShouldBe("kg");
    }

    [Theory]
    [InlineData("9")]
    [InlineData("(")]
    [InlineData("1,")]
    [InlineData("\u0661")]
    [InlineData("e1")]
    public void A_text_without_end_is_no_number(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 50_000));
        ValueParser.TryNumber(text, '.', Affixes, out _).ShouldBeFalse();
        ValueParser.TryNumber($"5{text}", '.', Affixes, out _).ShouldBeFalse();
        NumberText.TrySplit($"${text}", out _).ShouldBeFalse();
    }

    private static void Same(double value, double expected) =>
        BitConverter.DoubleToInt64Bits(value).ShouldBe(BitConverter.DoubleToInt64Bits(expected), $"{value:R}, not {expected:R}");

    private static string Grouped(string whole, Groups groups, char separator, bool comma)
    {
        if (groups == Groups.None || whole.StartsWith('0'))
        {
            return whole;
        }

        var text = new StringBuilder();
        for (var i = 0; i < whole.Length; i++)
        {
            var left = whole.Length - i;
            var starts = groups == Groups.Indian && !comma ? left == 3 || (left > 3 && left % 2 == 1) : left % 3 == 0;
            text.Append(starts && i > 0 ? separator.ToString() : "").Append(whole[i]);
        }

        return text.ToString();
    }

    private static string Signed(string text, bool negative, Signs sign) => !negative ? text : sign switch
    {
        Signs.Hyphen => $"-{text}",
        Signs.Minus => $"\u2212{text}",
        Signs.Behind => $"{text}-",
        _ => $"({text})",
    };

    private enum Groups
    {
        None,
        Threes,
        Indian,
    }

    private enum Signs
    {
        Hyphen,
        Minus,
        Behind,
        Parentheses,
    }
}
