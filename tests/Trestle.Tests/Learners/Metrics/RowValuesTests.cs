using Shouldly;

using Trestle.Core.Expressions;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Metrics;

/// <summary>Decisions by what they are worth; all expected numbers are calculated by hand, or by trying everything.</summary>
public sealed class RowValuesTests
{
    private static readonly RowValues Two = new()
    {
        Expressions = [Expression.Parse("bill * 12 - 20")],
        Classes = [[new Amount(0), new Amount(-20)], [new Amount(0), new Amount(0, 0)]],
    };

    [Fact]
    public void Of_two_classes_a_row_is_acted_on_where_that_is_expected_to_bring_more()
    {
        // A customer of 100: 0.2 × 100 − 0.8 × 20 = 4; one of 50: 0.2 × 50 − 0.8 × 20 = −6. One threshold could not tell them apart.
        var outcome = new Outcome(TaskKind.Binary, [1, 1, 0], [0.2, 0.2, 0.9], 1)
        {
            Values = Two,
            Amounts = [[100, 50, 1000]],
            ByValue = true,
            Threshold = 0,
        };
        Two.Gain(0.2, outcome.Amounts, 0).ShouldBe(4, 1e-12);
        Two.Gain(0.2, outcome.Amounts, 1).ShouldBe(-6, 1e-12);
        Enumerable.Range(0, 3).Select(outcome.Class).ShouldBe([1, 0, 1]);
        new DecisionValue().Measure(outcome).ShouldBe((100 + 0 - 20) / 3.0, 1e-12);
        Two.Perfect(outcome).ShouldBe(150 / 3.0, 1e-12);

        var picked = outcome.Take([2, 0, 0]);
        picked.Amounts[0].ShouldBe([1000, 100, 100]);
        new DecisionValue().Measure(picked).ShouldBe((-20 + 100 + 100) / 3.0, 1e-12);
    }

    [Fact]
    public void A_row_with_an_unknown_amount_is_not_acted_on_and_of_several_classes_the_most_probable_one_is_decided()
    {
        Two.Decide([0.99], [[double.NaN]], 0, 0).ShouldBe(0);
        var several = new RowValues
        {
            Expressions = Two.Expressions,
            Classes = [[default, default, default], [default, new Amount(0, 0), default], [default, default, default]],
        };
        several.Decide([0.2, 0.3, 0.5], [[double.NaN]], 0, 0).ShouldBe(2);
        several.Decide([0.2, 0.3, 0.5], [[1]], 0, 0).ShouldBe(1);
    }

    [Fact]
    public void Of_several_classes_the_one_of_the_least_expected_cost_is_decided()
    {
        // Deciding for the first: 0.2 × −900 = −180. For the second: 0.8 × −10 + 0.2 × −100 = −28. For the third: −50.
        var values = new RowValues
        {
            Classes =
            [
                [new Amount(0), new Amount(-10), new Amount(-50)],
                [new Amount(0), new Amount(-10), new Amount(-50)],
                [new Amount(-900), new Amount(-100), new Amount(-50)],
            ],
        };
        values.Decide([0.5, 0.3, 0.2], [], 0, 0).ShouldBe(1);
        values.Decide([0.5, 0.45, 0.05], [], 0, 0).ShouldBe(1);
        values.Decide([0.7, 0.295, 0.005], [], 0, 0).ShouldBe(0);
        values.Decide([0.1, 0.1, 0.8], [], 0, 0).ShouldBe(2);
    }

    [Fact]
    public void The_best_shift_of_a_price_of_either_side_is_a_quantile_of_the_errors()
    {
        // Errors 1 to 10; too little costs three times too much: the smallest shift that at least three quarters of ten do not exceed.
        var rows = new Outcome(
            TaskKind.Regression, [.. Enumerable.Range(1, 10).Select(i => 100.0 + i)], [.. Enumerable.Repeat(100.0, 10)], 1);
        var values = new ErrorValues(new Amount(-1), new Amount(-3), default, default, default);
        BestShift.Of(rows, values).ShouldBe(8);
        values.Objective.ShouldBe(new Objective("quantile-0.75", LossKind.Quantile, 0.75));
        (values with { Tolerance = new Amount(1) }).Objective.Loss.ShouldBe(LossKind.Absolute);
    }

    [Theory]
    [InlineData(-1, -4, 0, 0, 0)]
    [InlineData(0, 0, 3, 5, -20)]
    [InlineData(-2, -1, 2, 10, -3)]
    public void The_best_shift_is_the_one_that_trying_all_finds(double over, double under, double tolerance, double within, double outside)
    {
        var random = new Random(4);
        var rows = new Outcome(
            TaskKind.Regression, [.. Enumerable.Range(0, 60).Select(_ => (double)random.Next(-20, 40))],
            [.. Enumerable.Range(0, 60).Select(_ => (double)random.Next(-5, 5))], 1)
        {
            Amounts = [[.. Enumerable.Range(0, 60).Select(_ => -random.NextDouble() * 3)]],
        };
        foreach (var values in new[]
        {
            new ErrorValues(new Amount(over), new Amount(under), new Amount(tolerance), new Amount(within), new Amount(outside)),
            new ErrorValues(new Amount(over), new Amount(0, 0), new Amount(tolerance), new Amount(within), new Amount(outside)),

            // A tolerance below 0 counts as 0.
            new ErrorValues(new Amount(over), new Amount(under), new Amount(0, 0), new Amount(within), new Amount(outside)),
        })
        {
            var most = Enumerable.Range(-80, 200).Max(shift => Value(shift));
            Value(BestShift.Of(rows, values)!.Value).ShouldBe(most, 1e-9);

            double Value(double shift) => Enumerable.Range(0, 60)
                .Sum(row => values.Of(rows.Labels[row], rows.Scores[row] + shift, rows.Amounts, row));
        }
    }

    [Fact]
    public void One_threshold_for_rows_of_different_amounts_is_the_best_that_trying_all_finds()
    {
        var random = new Random(8);
        var rows = new Outcome(
            TaskKind.Binary, [.. Enumerable.Range(0, 80).Select(_ => (double)random.Next(2))],
            [.. Enumerable.Range(0, 80).Select(_ => random.Next(1, 20) / 20.0)], 1)
        {
            Amounts = [[.. Enumerable.Range(0, 80).Select(_ => random.NextDouble() * 60)]],
        };
        var rule = new DecisionRule(ThresholdRule.Value) { Values = Two };
        double At(double threshold) => Two.PerRow(rule.At(rows, threshold));
        At(rule.Choose(rows)).ShouldBe(Enumerable.Range(0, 22).Max(i => At((i / 20.0) - 0.025)), 1e-12);

        var few = new DecisionRule(ThresholdRule.ExpectedValue, Capacity: 0.1) { Values = Two };
        var decided = few.At(rows, few.Choose(rows));
        Enumerable.Range(0, 80).Count(row => decided.Class(row) == 1).ShouldBeInRange(1, 8);
    }

    [Fact]
    public void The_interval_of_a_shift_is_in_units_of_the_target_also_over_time()
    {
        var random = new Random(6);
        var rows = new Outcome(
            TaskKind.Regression, [.. Enumerable.Range(0, 200).Select(_ => -20 + random.NextDouble())], new double[200], 1)
        {
            Dependence = new RowDependence { Times = [.. Enumerable.Range(0, 200).Select(i => (double)i)] },
        };
        var rule = new DecisionRule(ThresholdRule.Value)
        {
            Values = new RowValues { Errors = new ErrorValues(new Amount(-1), new Amount(-3), default, default, default) },
        };
        var interval = rule.Interval(rows, 100, 0.95, 1, TestContext.Current.CancellationToken);
        interval.Low.ShouldBeInRange(-20.5, interval.Value);
        interval.High.ShouldBeInRange(interval.Value, -18);
    }

    [Fact]
    public void What_is_not_defined_of_a_row_of_weight_0_does_not_count()
    {
        var rows = new Outcome(TaskKind.Regression, [0, 10, 20], [1, 11, 24], 1);
        new Mape().Measure(rows).ShouldBe(double.NaN);
        new Mape().Measure(rows with { Weights = [0, 1, 1] }).ShouldBe(0.15, 1e-12);
    }

    [Fact]
    public void A_row_of_weight_three_counts_like_three_rows_and_one_of_weight_0_like_none()
    {
        var random = new Random(5);
        int[] counts = [.. Enumerable.Range(0, 50).Select(_ => random.Next(4))];
        int[] repeated = [.. Enumerable.Range(0, 50).SelectMany(row => Enumerable.Repeat(row, counts[row]))];
        double[] amounts = [.. counts.Select(count => count == 0 ? 1e9 : -random.NextDouble())];
        double[] weights = [.. counts.Select(count => (double)count)];

        var binary = new Outcome(
            TaskKind.Binary, [.. counts.Select(_ => (double)random.Next(2))], [.. counts.Select(_ => random.NextDouble())], 1)
        {
            Amounts = [[.. amounts.Select(amount => -300 * amount)]],
        };
        Two.PerRow(binary with { Weights = weights }).ShouldBe(Two.PerRow(binary.Take(repeated)), 1e-9);
        var rule = new DecisionRule(ThresholdRule.Value) { Values = Two };
        var (weighed, plain) = (binary with { Weights = weights }, binary.Take(repeated));
        Two.PerRow(rule.At(weighed, rule.Choose(weighed))).ShouldBe(Two.PerRow(rule.At(plain, rule.Choose(plain))), 1e-9);
        foreach (var kind in new[] { ThresholdRule.Value, ThresholdRule.ExpectedValue })
        {
            var few = new DecisionRule(kind, Capacity: 0.2) { Values = Two };
            var decided = few.At(weighed, few.Choose(weighed));
            Enumerable.Range(0, 50).Where(row => decided.Class(row) == 1).Sum(row => counts[row]).ShouldBeInRange(1, repeated.Length / 5);
        }

        var values = new ErrorValues(new Amount(-1), new Amount(0, 0), new Amount(0.1), new Amount(2), default);
        var regression = new Outcome(
            TaskKind.Regression, [.. counts.Select(_ => random.NextDouble() * 9)], [.. counts.Select(_ => random.NextDouble())], 1)
        {
            Amounts = [amounts],
        };
        BestShift.Of(regression with { Weights = weights }, values)!.Value
            .ShouldBe(BestShift.Of(regression.Take(repeated), values)!.Value, 1e-9);
    }
}
