using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>
/// Bounds of outliers and values of groups. References: numpy 1.24 percentile and std(ddof=1), scipy 1.10 median_abs_deviation with the
/// scale "normal".
/// </summary>
public sealed class OutlierStepTests
{
    private static readonly double[] Values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];

    [Theory]
    [InlineData(OutlierMethod.Iqr, null, -3.5, 14.5)]
    [InlineData(OutlierMethod.Iqr, 3.0, -10.25, 21.25)]
    [InlineData(OutlierMethod.Mad, null, -7.472769123, 18.472769123)]
    [InlineData(OutlierMethod.Z, 2.0, -45.805, 74.805)]
    [InlineData(OutlierMethod.Quantile, 0.1, 1.9, 18.1)]
    public void Numbers_beyond_the_bounds_become_the_bounds(OutlierMethod method, double? factor, double low, double high)
    {
        var fitted = (FittedOutliers)Fit(new Outliers { Method = method, Factor = factor }, Numbers(Values));
        fitted.Columns.Single().Low!.Value.ShouldBe(low, 0.01);
        fitted.Columns.Single().High!.Value.ShouldBe(high, 0.01);
        var changed = Apply(fitted, Numbers([5, 1000, -1000, double.NaN]));
        changed.Numbers(0).ToArray().ShouldBe([5, fitted.Columns[0].High!.Value, fitted.Columns[0].Low!.Value, double.NaN]);
    }

    [Fact]
    public void They_can_become_missing_or_be_flagged()
    {
        Apply(Fit(new Outliers { Action = OutlierAction.Null }, Numbers(Values)), Numbers([5, 1000])).Numbers(0).ToArray()
            .ShouldBe([5, double.NaN]);
        var flagged = Apply(Fit(new Outliers { Action = OutlierAction.Flag }, Numbers(Values)), Numbers([5, 1000, double.NaN]));
        flagged.Schema.Columns.Select(column => column.Name).ShouldBe(["x", "x.outlier"]);
        flagged.Numbers(1).ToArray().ShouldBe([0, 1, 0]);
    }

    [Fact]
    public void A_column_without_spread_has_no_outliers() =>
        Apply(Fit(new Outliers { Method = OutlierMethod.Mad }, Numbers([1, 1, 1, 1, 50])), Numbers([1, 50]))
            .Numbers(0).ToArray().ShouldBe([1, 50]);

    [Fact]
    public void A_quantile_of_a_half_is_refused() => Should.Throw<TrestleException>(
        () => Fit(new Outliers { Method = OutlierMethod.Quantile, Factor = 0.5 }, Numbers(Values))).Problems[0].Code.ShouldBe("TR0057");

    [Theory]
    [InlineData(ImputeStrategy.Mean, 2, 35)]
    [InlineData(ImputeStrategy.Median, 1.5, 35)]
    [InlineData(ImputeStrategy.MostFrequent, 1, 30)]
    public void A_missing_value_gets_that_of_its_group_and_else_that_of_all(ImputeStrategy strategy, double a, double b)
    {
        var schema = new RowSchema([new Column("city", ColumnKind.Text), new Column("x", ColumnKind.Number)]);
        var learned = new RowBlock(schema, 7, [
            new[] { "a", "a", "a", "a", "b", "b", null }, new[] { 1, 1, 2.0, 4, 30, 40, double.NaN }]);
        var rows = new RowBlock(
            schema, 5, [new[] { "a", "b", "c", null, "a" }, new[] { double.NaN, double.NaN, double.NaN, double.NaN, 7 }]);
        var fitted = Fit(new GroupImpute { Columns = ["x"], By = "city", Strategy = strategy }, learned);
        var filled = Apply(fitted, rows).Numbers(1).ToArray();
        filled[0].ShouldBe(a, 1e-12);
        filled[1].ShouldBe(b, 1e-12);
        var all = strategy switch
        {
            ImputeStrategy.Mean => 13,
            ImputeStrategy.Median => 3,
            _ => 1,
        };
        filled[2..4].ShouldBe([all, all]);
        filled[4].ShouldBe(7);
    }

    [Fact]
    public void Groups_that_decide_nothing_are_refused() => Should.Throw<TrestleException>(
        () => Fit(new GroupImpute { Columns = ["x"], By = "x" }, Numbers(Values))).Problems[0].Code.ShouldBe("TR0057");

    private static RowBlock Numbers(double[] values) => new(new RowSchema([new Column("x", ColumnKind.Number)]), values.Length, [values]);

    private static RowBlock Apply(IFittedStep fitted, RowBlock block) => fitted.Bind(block.Schema).Apply(block);

    private static IFittedStep Fit(IRowStep step, RowBlock block) => step.Fit(
        block.Schema, new StatValues(step.Needs(block.Schema).ToDictionary(stat => stat, stat =>
        {
            var value = stat.Start(block.Schema);
            value.Add(block);
            return value;
        })));
}
