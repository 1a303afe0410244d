using Shouldly;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Formatting;

public sealed class WordsTests
{
    [Theory]
    [InlineData(0.84714, "0.8471")]
    [InlineData(-0.00004, "-4e-5")]
    [InlineData(0, "0.0000")]
    [InlineData(1, "1.000")]
    [InlineData(12.3456, "12.35")]
    [InlineData(123.456, "123.5")]
    [InlineData(1234.6, "1,235")]
    [InlineData(12345678901, "1.235e+10")]
    [InlineData(double.NaN, "n/a")]
    public void A_figure_has_about_four_digits(double value, string expected) => Format.Figure(value).ShouldBe(expected);

    [Fact]
    public void An_interval_that_is_not_known_is_told_in_words()
    {
        Format.Interval(0.8364, 0.8578).ShouldBe("[0.8364, 0.8578]");
        Format.Interval(double.NaN, double.NaN).ShouldBe("(no interval: too few groups or rows)");
        Format.Metric(new MetricValue("auc", 0.8471, double.NaN, double.NaN)).ShouldBe("0.8471 (no interval: too few groups or rows)");
        Format.Differences(-0.01, 0.02).ShouldBe("[-0.0100, +0.0200]");
        Format.Differences(double.NaN, 0.02).ShouldBe("(no interval: too few groups or rows)");
    }

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.6, "1 m 00 s")]
    [InlineData(187, "3 m 07 s")]
    [InlineData(7500, "2 h 05 m")]
    public void A_time_is_told_in_two_units(double seconds, string expected) =>
        Format.Took(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 KB")]
    [InlineData(141_234, "141 KB")]
    [InlineData(25_300_000_000, "25.3 GB")]
    [InlineData(999_999, "1.0 MB")]
    public void A_size_is_told_in_the_unit_that_fits(long bytes, string expected) => Format.Bytes(bytes).ShouldBe(expected);

    [Fact]
    public void Words_are_counted() =>
        string.Join(
            "; ", Format.Count(1, "row"), Format.Count(7043, "row"), Format.Count(2, "loss"), Format.Share(0.2), Format.Share(0.0004))
        .ShouldBe("1 row; 7,043 rows; 2 losses; 20.0 %; 0.04 %");

    [Fact]
    public void Nothing_that_commands_a_terminal_is_left() =>
        Format.Plain("a\u001b[31mb\nc\td\u0000e\u200Ff\u2028g ü€").ShouldBe("a\uFFFD[31mb c d\uFFFDe\uFFFDf\uFFFDg ü€");
}
