using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Stages.Evaluate.Effects;
using Trestle.Stages.ValidateModel.Columns;

using Xunit;

namespace Trestle.Tests.Stages.Evaluate.Effects;

/// <summary>Partial dependence against scikit-learn, accumulated local effects against examples that are worked out by hand.</summary>
public sealed class EffectsTests
{
    private static readonly RowBlock Eight = Numbers([0, 1, 2, 3, 1, 2, 0, 3], [1, 2, 0, 1, 4, 2, 3, 3]);

    /// <summary>partial_dependence(kind="both", method="brute") of scikit-learn 1.2.1 for the same function of the same rows.</summary>
    [Fact]
    public void Partial_dependence_and_single_rows_are_those_of_scikit_learn()
    {
        var points = ColumnPoints.Of(Eight, 0)!;
        points.Numbers.ShouldBe([0, 1, 2, 3]);
        var (mean, rows) = PartialDependence.Of(Eight, 0, points, Logistic, 1, 2);
        Same(mean[0], [0.284627268746, 0.597291301054, 0.857495731802, 0.956583413625]);
        rows.Length.ShouldBe(2);
        Same(rows[0], [0.377540668798, 0.645656306226, 0.845534734916, 0.942675824101]);
        Same(rows[1], [0.26894142137, 0.598687660112, 0.8581489351, 0.960834277203]);
    }

    /// <summary>
    /// f = x·w. From 0 to 1 the rows with x of 0 and 1 change by their w, 1 and 2, from 1 to 2 the others by 3 and 1: sums of 0, 1.5 and
    /// 3.5. Their mean over the rows, halfway in each part, is (2 · 0.75 + 2 · 2.5) / 4 = 1.625.
    /// </summary>
    [Fact]
    public void Accumulated_effects_of_numbers_are_those_worked_out_by_hand()
    {
        var rows = Numbers([0, 1, 2, 2, double.NaN], [1, 2, 3, 1, 9]);
        Same(AccumulatedEffects.Of(rows, 0, ColumnPoints.Of(rows, 0)!, Product, 1)[0], [-1.625, -0.125, 1.875]);
    }

    /// <summary>
    /// f = v·w with v of a, b, c 0, 1, 3. To b: the rows of a change by their w, 1 and 2, that of b by 1: mean 4/3. To c: the row of b by
    /// 2, that of c by 8: mean 5. Sums 0, 4/3, 19/3; mean over the rows 23/12.
    /// </summary>
    [Fact]
    public void Accumulated_effects_of_categories_are_those_worked_out_by_hand()
    {
        string[] names = ["a", "a", "b", "c"];
        double[] weights = [1, 2, 1, 4];
        var rows = Texts(
            [.. Enumerable.Range(0, 20).Select(i => names[i % 4])], [.. Enumerable.Range(0, 20).Select(i => weights[i % 4])]);
        var points = ColumnPoints.Of(rows, 0)!;
        points.Names.ShouldBe(["a", "b", "c"]);
        Same(AccumulatedEffects.Of(rows, 0, points, Valued, 1)[0], [-23 / 12.0, -7 / 12.0, 53 / 12.0]);
    }

    /// <summary>The outputs are x + 5 and -2x: steps of 1 and of -2.</summary>
    [Fact]
    public void Each_of_several_outputs_has_its_own_effect()
    {
        var points = ColumnPoints.Of(Eight, 0)!;
        var effects = AccumulatedEffects.Of(Eight, 0, points, Two, 2);
        Same([.. effects[0].Zip(effects[0].Skip(1), (low, high) => high - low)], [1, 1, 1]);
        Same([.. effects[1].Zip(effects[1].Skip(1), (low, high) => high - low)], [-2, -2, -2]);

        static double[] Two(RowBlock block) =>
            [.. Enumerable.Range(0, block.Rows).SelectMany(row => new[] { block.Numbers(0)[row] + 5, -2 * block.Numbers(0)[row] })];
    }

    [Fact]
    public void Categories_stand_beside_those_whose_rows_are_similar()
    {
        string[] names = ["a", "b", "c"];
        double[] means = [0, 12, 6];
        var rows = Texts(
            [.. Enumerable.Range(0, 60).Select(i => names[i % 3])], [.. Enumerable.Range(0, 60).Select(i => means[i % 3] + (i / 6))]);
        LevelOrder.Of(rows, 0, ColumnPoints.Of(rows, 0)!).Names.ShouldBe(["a", "c", "b"]);
    }

    [Fact]
    public void Many_numbers_become_twenty_parts_and_rare_texts_none()
    {
        var points = ColumnPoints.Of(Numbers([.. Enumerable.Range(0, 1000).Select(i => (double)i)], new double[1000]), 0)!;
        (points.Count, points.Numbers[0], points.Numbers[10], points.Numbers[20]).ShouldBe((21, 0, 499, 999));
        ColumnPoints.Of(Numbers([3, 3, double.NaN], [1, 2, 3]), 0).ShouldBeNull();
        ColumnPoints.Of(Texts(["a", "a", "a", "a", "a", "b"], new double[6]), 0).ShouldBeNull();
        ColumnPoints.Of(Texts(["a", null, "a", null, "a", null, "a", null, "a", null], new double[10]), 0)!.Names
            .ShouldBe(["(missing)", "a"]);
    }

    private static double[] Logistic(RowBlock block) => [.. Enumerable.Range(0, block.Rows).Select(row =>
    {
        var (x, w) = (block.Numbers(0)[row], block.Numbers(1)[row]);
        return 1 / (1 + Math.Exp(-((0.8 * x) - (0.5 * w) + (0.3 * x * w))));
    })];

    private static double[] Product(RowBlock block) =>
        [.. Enumerable.Range(0, block.Rows).Select(row => block.Numbers(0)[row] * block.Numbers(1)[row])];

    private static double[] Valued(RowBlock block) => [.. Enumerable.Range(0, block.Rows).Select(row =>
        (block.Texts(0)[row] switch { "a" => 0, "b" => 1, _ => 3 }) * block.Numbers(1)[row])];

    private static RowBlock Numbers(double[] x, double[] w) =>
        new(new RowSchema([new("x", ColumnKind.Number), new("w", ColumnKind.Number)]), x.Length, [x, w]);

    private static RowBlock Texts(string?[] x, double[] w) =>
        new(new RowSchema([new("x", ColumnKind.Text), new("w", ColumnKind.Number)]), x.Length, [x, w]);

    private static void Same(double[] actual, double[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        actual.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }
}
