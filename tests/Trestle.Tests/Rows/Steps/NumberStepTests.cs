using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>Fill, clip, scale-*, date-parts, against scikit-learn 1.2.1 and pandas 1.5.3.</summary>
public sealed class NumberStepTests
{
    private static readonly RowBlock Sample = new TableBuilder()
        .Numbers("x", 3.1, -2.5, double.NaN, 1e6, 0.1, 7.25, 7.25, -40.0)
        .Texts("c", "b", "a", null, "b", "a", "c", null, "")
        .Block();

    /// <summary>StandardScaler().fit_transform.</summary>
    [Fact]
    public void Scale_standard_is_that_of_scikit_learn() => Near(
        Numbers(new StandardScale(), "x"),
        [
            -0.40822761919211686, -0.40824362245894114, double.NaN, 2.449489740470589, -0.40823619237077274, -0.40821575962830964,
            -0.40821575962830964, -0.4083507871921392,
        ]);

    /// <summary>RobustScaler().fit_transform and RobustScaler(quantile_range=(10, 90)).fit_transform.</summary>
    [Fact]
    public void Scale_robust_is_that_of_scikit_learn()
    {
        Near(
            Numbers(new RobustScale(), "x"),
            [
                0, -0.6627218934911243, double.NaN, 118342.82840236688, -0.3550295857988166, 0.49112426035502965, 0.49112426035502965,
                -5.100591715976332,
            ]);
        Near(
            Numbers(new RobustScale { Low = 0.1, High = 0.9 }, "x"),
            [
                0, -1.3999235291772173e-05, double.NaN, 2.4998556953826374, -7.49959033487795e-06, 1.0374433296581165e-05,
                1.0374433296581165e-05, -0.00010774411447774655,
            ]);
    }

    [Fact]
    public void A_constant_column_is_centered_and_not_scaled_up()
    {
        // Many times 0.1 has no exact sum.
        var block = new TableBuilder().Numbers("x", [.. Enumerable.Repeat(0.1, 5001)]).Block();
        foreach (var step in new IRowStep[] { new StandardScale(), new RobustScale() })
        {
            var plan = TextStepTests.Fit(step, block);
            plan.Bind().Apply(block).Numbers(0).ToArray().Distinct().ShouldBe([0]);
            plan.Bind().Apply(new TableBuilder().Numbers("x", 1.1).Block()).Numbers(0)[0].ShouldBe(1, 1e-12);
        }
    }

    /// <summary>SimpleImputer(strategy=...).statistics_; for texts the ordinally first of the most frequent.</summary>
    [Fact]
    public void Fill_is_that_of_scikit_learn()
    {
        Numbers(new Impute { Strategy = ImputeStrategy.Mean }, "x")[2].ShouldBe(142853.6, 1e-9);
        Numbers(new Impute(), "x").ShouldBe([3.1, -2.5, 3.1, 1e6, 0.1, 7.25, 7.25, -40.0]);
        Numbers(new Impute { Strategy = ImputeStrategy.MostFrequent }, "x")[2].ShouldBe(7.25);
        Values(new Impute { Strategy = ImputeStrategy.MostFrequent }, "c").ShouldBe(["b", "a", "a", "b", "a", "c", "a", ""]);
    }

    [Fact]
    public void Fill_with_a_constant_fills_what_can_hold_it()
    {
        var word = new Impute { Strategy = ImputeStrategy.Constant, Constant = "unknown" };
        Values(word, "c")[2].ShouldBe("unknown");
        Numbers(word, "x")[2].ShouldBe(double.NaN);
        var number = new Impute { Strategy = ImputeStrategy.Constant, Constant = "-1" };
        Values(number, "c")[2].ShouldBe("-1");
        Numbers(number, "x")[2].ShouldBe(-1);
    }

    [Fact]
    public void Fill_says_where_there_was_no_value()
    {
        var step = new Impute { Strategy = ImputeStrategy.MostFrequent, Indicator = true };
        Numbers(step, "x.missing").ShouldBe([0, 0, 1, 0, 0, 0, 0, 0]);
        Numbers(step, "c.missing").ShouldBe([0, 0, 1, 0, 0, 0, 1, 0]);
    }

    [Fact]
    public void A_column_without_a_value_cannot_be_filled_and_stays()
    {
        var block = new TableBuilder().Numbers("x", double.NaN, double.NaN).Texts("c", null, null).Block();
        foreach (var with in new[] { ImputeStrategy.Mean, ImputeStrategy.Median, ImputeStrategy.MostFrequent })
        {
            BlockAssert.Same(TextStepTests.Fit(new Impute { Strategy = with }, block).Bind().Apply(block), block);
        }
    }

    /// <summary>Series.clip(Series.quantile(.1), Series.quantile(.9)).</summary>
    [Fact]
    public void Clip_is_that_of_pandas()
    {
        Near(
            Numbers(new Clip { Low = 0.1, High = 0.9 }, "x"),
            [3.1, -2.5, double.NaN, 400004.3500000004, 0.1, 7.25, 7.25, -17.499999999999996]);
        Numbers(new Clip { Bounds = ClipBounds.Values, Low = 0, High = null }, "x").ShouldBe([3.1, 0, double.NaN, 1e6, 0.1, 7.25, 7.25, 0]);
        Numbers(new Clip { Low = null, High = null }, "x").ShouldBe(Sample.Numbers(0).ToArray());
    }

    [Fact]
    public void Infinities_are_not_learned_from_and_are_clipped()
    {
        var block = new TableBuilder().Numbers("x", 1, 2, 3, double.PositiveInfinity, double.NegativeInfinity).Block();
        var plan = TextStepTests.Fit([new Clip { Low = 0, High = 1 }], block);
        plan.Bind().Apply(block).Numbers(0).ToArray().ShouldBe([1, 2, 3, 3, 1]);
    }

    /// <summary>Series.dt of pandas; day of the week from Monday = 0.</summary>
    [Theory]
    [InlineData(DatePart.Year, "year", new double[] { 1969, 2000, 2024, 1900, 2262, 2023 })]
    [InlineData(DatePart.Quarter, "quarter", new double[] { 3, 1, 4, 1, 2, 1 })]
    [InlineData(DatePart.Month, "month", new double[] { 7, 2, 12, 1, 4, 1 })]
    [InlineData(DatePart.DayOfMonth, "day-of-month", new double[] { 20, 29, 31, 1, 11, 1 })]
    [InlineData(DatePart.DayOfWeek, "day-of-week", new double[] { 6, 1, 1, 0, 4, 6 })]
    [InlineData(DatePart.DayOfYear, "day-of-year", new double[] { 201, 60, 366, 1, 101, 1 })]
    [InlineData(DatePart.Hour, "hour", new double[] { 20, 23, 0, 0, 12, 0 })]
    [InlineData(DatePart.Minute, "minute", new double[] { 17, 59, 0, 0, 30, 0 })]
    [InlineData(DatePart.IsWeekend, "is-weekend", new double[] { 1, 0, 0, 0, 0, 1 })]
    [InlineData(DatePart.Days, "days", new double[] { -165, 11016, 20088, -25567, 106751, 19358 })]
    public void Date_parts_are_those_of_pandas(DatePart part, string name, double[] expected)
    {
        var block = new TableBuilder()
            .Numbers("d", -14182940000000, 951868799000000, 1735603200000000, -2208988800000000, 9223331400000000, 1672531200000000)
            .Block();
        var output = TextStepTests.Fit(new DateParts { Columns = ["d"], Parts = [part] }, block).Bind().Apply(block);
        output.Schema.Columns.ShouldBe([new Column($"d.{name}", ColumnKind.Number)]);
        output.Numbers(0).ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Moments_beyond_the_calendar_have_no_parts()
    {
        var block = new TableBuilder()
            .Numbers("d", double.NaN, 1e300, -1e300, double.PositiveInfinity, -62135596800000016, -62135596800000000, -0.5).Block();
        var output = TextStepTests.Fit(new DateParts { Columns = ["d"], Parts = [DatePart.Year], KeepSource = true }, block)
            .Bind().Apply(block);
        output.Schema.Columns.Select(column => column.Name).ShouldBe(["d", "d.year"]);
        output.Numbers(1).ToArray().ShouldBe([double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 1, 1969]);
    }

    [Fact]
    public void A_text_column_is_refused_and_a_second_column_of_a_name_too()
    {
        Code(() => TextStepTests.Fit(new StandardScale { Columns = ["c"] }, Sample)).ShouldBe("TR0052");
        Code(() => TextStepTests.Fit(new Impute { Columns = ["c"] }, Sample)).ShouldBe("TR0052");
        Code(
            () => TextStepTests.Fit(
                [new Impute { Columns = ["x"], Indicator = true }, new Impute { Columns = ["x"], Indicator = true }],
                Sample)).ShouldBe("TR0056");
    }

    private static string Code(Action action) => Should.Throw<TrestleException>(action).Problems.Single().Code;

    private static IReadOnlyList<object?> Values(IRowStep step, string column) =>
        TextStepTests.Values(TextStepTests.Fit(step, Sample), Sample, column);

    private static double[] Numbers(IRowStep step, string column) => [.. Values(step, column).Cast<double>()];

    private static void Near(double[] actual, double[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        foreach (var (found, wanted) in actual.Zip(expected))
        {
            if (double.IsNaN(wanted))
            {
                found.ShouldBe(double.NaN);
            }
            else
            {
                found.ShouldBe(wanted, 1e-12 * Math.Max(1, Math.Abs(wanted)));
            }
        }
    }
}
