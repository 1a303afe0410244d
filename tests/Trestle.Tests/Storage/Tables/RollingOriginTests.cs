using Shouldly;

using Trestle.Core.Errors;
using Trestle.Storage.Tables.Splits;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>A hundred days, of which the last twenty are the test part and the others five folds of sixteen.</summary>
public sealed class RollingOriginTests
{
    private static readonly double[] Times = [.. Enumerable.Range(0, 100).Select(day => (double)day)];
    private static readonly double[] Folds = [.. Times.Select(day => day < 80 ? Math.Floor(day / 16) : -1)];

    [Fact]
    public void Rows_in_the_gap_before_an_origin_are_not_learned()
    {
        var plan = new RollingOrigin(Gap: 5).Divide(Folds, Times);

        plan.Origins.Select(origin => Days(plan, origin.Learn)).ShouldBe(["0-26", "0-42", "0-58"]);
        plan.Origins.Select(origin => Days(plan, origin.Measure)).ShouldBe(["32-47", "48-63", "64-74"]);
        Days(plan, plan.Learned).ShouldBe("0-74");
        Days(plan, [RollingOrigin.Apart]).ShouldBe("75-79");
        Days(plan, [-1]).ShouldBe("80-99");
    }

    [Fact]
    public void A_window_ends_at_the_gap_and_a_horizon_begins_at_the_origin()
    {
        var plan = new RollingOrigin(5, 20, 4).Divide(Folds, Times);

        plan.Origins.Select(origin => Days(plan, origin.Learn)).ShouldBe(["7-26", "23-42", "39-58"]);
        plan.Origins.ShouldAllBe(origin => origin.Learn.Count > 1);
        plan.Origins.Select(origin => Days(plan, origin.Measure)).ShouldBe(["32-35", "48-51", "64-67"]);
        Days(plan, plan.Learned).ShouldBe("55-74");
        Days(plan, [-1]).ShouldBe("80-83");
        plan.Folds.Count(fold => fold == RollingOrigin.Apart).ShouldBe(5 + 16);
    }

    [Fact]
    public void Without_lengths_the_folds_are_as_they_were()
    {
        var plan = new RollingOrigin().Divide([.. Folds, -2, -3], [.. Times, 3, double.NaN]);

        plan.Origins.Select(origin => Days(plan, origin.Learn)).ShouldBe(["0-31", "0-47", "0-63"]);
        plan.Origins.Select(origin => Days(plan, origin.Measure)).ShouldBe(["32-47", "48-63", "64-79"]);
        plan.Folds[^2..].ShouldBe([-2, -3]);
        plan.Folds.ShouldNotContain(RollingOrigin.Apart);
    }

    [Theory]
    [InlineData(33, "TR0049", "origin 1 of 4 has no row to learn")]
    [InlineData(81, "TR0049", "origin 1 of 4 has no row to learn")]
    public void A_gap_that_leaves_nothing_to_learn_is_refused(double gap, string code, string found)
    {
        var problem = Should.Throw<TrestleException>(() => new RollingOrigin(gap).Divide(Folds, Times)).Problems[0];
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    [Fact]
    public void More_parts_than_a_set_of_folds_holds_are_refused()
    {
        double[] folds = [.. Enumerable.Range(0, 500).Select(day => day < 400 ? Math.Floor(day / 10.0) : -1)];
        double[] times = [.. Enumerable.Range(0, 500).Select(day => (double)day)];
        var problem = Should.Throw<TrestleException>(() => new RollingOrigin(3, 30, 5).Divide(folds, times)).Problems[0];
        problem.Code.ShouldBe("TR0079");
    }

    /// <summary>The days of some parts, as "first-last"; they have to be all days between.</summary>
    private static string Days(OriginPlan plan, IReadOnlyList<int> parts)
    {
        int[] days = [.. Enumerable.Range(0, 100).Where(day => parts.Contains((int)plan.Folds[day]))];
        days.Length.ShouldBe(days[^1] - days[0] + 1);
        return $"{days[0]}-{days[^1]}";
    }
}
