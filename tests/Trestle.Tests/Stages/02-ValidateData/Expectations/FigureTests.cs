using System.Globalization;

using Shouldly;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>
/// Figures of columns, against NumPy 1.24, pandas 1.5.3 and SciPy 1.10 (mean, median, quantile; Series.std and value_counts; skew,
/// kurtosis, entropy, median_abs_deviation with scale normal, corrcoef) for the same values.
/// </summary>
public sealed class FigureTests
{
    private static readonly string[] Rows =
    [
        "3.5|1", "-1|2", "0|2", "7.25|9", "7.25|8", "12|11", "0|1", "100|50", "2|3", "5.5|4", "6|", "-4|0.5",
    ];

    [Theory]
    [InlineData("mean-between: {column: x", 11.541666666666666)]
    [InlineData("median-between: {column: x", 4.5)]
    [InlineData("deviation-between: {column: x", 28.203971620172844)]
    [InlineData("min-between: {column: x", -4)]
    [InlineData("max-between: {column: x", 100)]
    [InlineData("sum-between: {column: x", 138.5)]
    [InlineData("quantile-between: {column: x, quantile: 0.9", 11.525)]
    [InlineData("skewness-between: {column: x", 2.884005947183579)]
    [InlineData("kurtosis-between: {column: x", 6.617434246988246)]
    [InlineData("outlier-share-between: {column: x", 1 / 12.0)]
    [InlineData("outlier-share-between: {column: x, method: z, factor: 2", 1 / 12.0)]
    [InlineData("outlier-share-between: {column: x, method: mad, factor: 1", 4 / 12.0)]
    [InlineData("outlier-share-between: {column: x, method: mad", 1 / 12.0)]
    [InlineData("zero-share-between: {column: x", 2 / 12.0)]
    [InlineData("negative-share-between: {column: x", 2 / 12.0)]
    [InlineData("null-share-between: {column: y", 1 / 12.0)]
    [InlineData("distinct-count-between: {column: x", 10)]
    [InlineData("distinct-share-between: {column: x", 10 / 12.0)]
    [InlineData("unique-share-between: {column: x", 8 / 12.0)]
    [InlineData("entropy-between: {column: x", 2.253857589601352)]
    [InlineData("most-common-share-between: {column: x", 2 / 12.0)]
    [InlineData("correlation-between: {column: x, other: y", 0.9913670001135105)]
    public void A_figure_is_that_of_the_reference(string expectation, double reference)
    {
        var near = 1e-9 * Math.Max(1, Math.Abs(reference));
        string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        var results = JudgedTable.Judge(
            $"{{{expectation}, min: {Text(reference - near)}, max: {Text(reference + near)}}}}}, "
                + $"{{{expectation}, max: {Text(reference - near)}}}}}, {{{expectation}, min: {Text(reference + near)}}}}}",
            "x:number y:number", Rows);
        results.Select(result => result.Passed).ShouldBe([true, false, false], results[0].Found);
    }

    [Theory]
    [InlineData("skewness-between: {column: x, max: 1}")]
    [InlineData("kurtosis-between: {column: x, max: 1}")]
    [InlineData("correlation-between: {column: x, other: y, max: 1}")]
    public void What_does_not_vary_has_no_such_figure(string expectation) =>
        JudgedTable.Judge($"{{{expectation}}}", "x:number y:number", "5|1", "5|2", "5|3").Single()
            .ShouldSatisfyAllConditions(
                result => result.Passed.ShouldBeFalse(), result => result.Found.ShouldBe("nothing to measure"));

    [Fact]
    public void One_value_is_no_outlier() => JudgedTable.Judge(
        "{outlier-share-between: {column: x, max: 0}}, {outlier-share-between: {column: x, method: z, max: 0}}, "
            + "{outlier-share-between: {column: x, method: mad, max: 0}}",
        "x:number", "5").ShouldAllBe(result => result.Passed);
}
