using System.Globalization;
using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Serving.Codecs;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Numbers that are read quickly are the nearest doubles, as .NET reads them.</summary>
public sealed class JsonNumberTests
{
    private static readonly Gen<string> Written = Gen.OneOf(
        Gen.Double.Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Double[-1, 1].Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Double[-1e6, 1e6].Select(value => value.ToString("0.########", CultureInfo.InvariantCulture)),
        Gen.Select(Gen.ULong, Gen.Int[0, 20], Gen.Bool).Select((digits, decimals, minus) => Place(digits, decimals, minus)),
        Gen.Select(Gen.ULong[0, 1UL << 54], Gen.Int[0, 6], Gen.Bool).Select((digits, decimals, minus) => Place(digits, decimals, minus)));

    [Fact]
    public void A_number_is_read_as_the_library_reads_it_or_left_to_it() => Written.Sample(
        text =>
        {
            if (JsonNumber.TryRead(Encoding.ASCII.GetBytes(text), out var value))
            {
                BitConverter.DoubleToInt64Bits(value)
                    .ShouldBe(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), text);
            }
        },
        iter: 20_000);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", -0.0)]
    [InlineData("42", 42)]
    [InlineData("-17.25", -17.25)]
    [InlineData("0.1", 0.1)]
    [InlineData("0.5803915748180694", 0.5803915748180694)]
    [InlineData("9007199254740993", 9007199254740992)]
    [InlineData("9007199254740991.5", 9007199254740992)]
    [InlineData("1234567890123456789", 1234567890123456800)]
    [InlineData("0.0000000000000000001", 1e-19)]
    public void Usual_numbers_are_read(string text, double value)
    {
        JsonNumber.TryRead(Encoding.ASCII.GetBytes(text), out var read).ShouldBeTrue();
        BitConverter.DoubleToInt64Bits(read).ShouldBe(BitConverter.DoubleToInt64Bits(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("01")]
    [InlineData("-00.5")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("+1")]
    [InlineData("1e5")]
    [InlineData("1.5E-3")]
    [InlineData("1x")]
    [InlineData("0.1234567:")]
    [InlineData("0.1234/678")]
    [InlineData("NaN")]
    [InlineData("12345678901234567890")]
    [InlineData("0.12345678901234567890")]
    public void What_is_no_usual_number_is_left_to_the_library(string text) =>
        JsonNumber.TryRead(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    private static string Place(ulong digits, int decimals, bool minus)
    {
        var text = digits.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return (minus ? "-" : "") + (decimals == 0 ? text : $"{text[..^decimals]}.{text[^decimals..]}");
    }
}
