using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Linear;
using Trestle.Rows.Blocks;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Learners.Linear;

public sealed class LinearContract : LearnerContract
{
    protected override ILearner Learner => new LinearLearner();
}

public sealed class LinearLearnerTests
{
    private static readonly TaskKind[] Tasks = Enum.GetValues<TaskKind>();

    [Fact]
    public void Whatever_the_data_the_model_is_at_the_minimum()
    {
        var sets =
            from task in Gen.Int[0, 2].Select(task => Tasks[task])
            from rows in Gen.Int[1, 30]
            from features in Gen.Int[0, 8]
            from columns in Gen.Int[-3, 3].Select(value => (double)value).Array[rows].Array[features]
            from labels in Gen.Int[0, task == TaskKind.Binary ? 1 : 2].Select(value => (double)value).Array[rows]
            from l2 in Gen.Double[-4, 4].Select(exponent => Math.Pow(10, exponent))
            select (set: LinearData.Set(task, columns, labels), l2);
        sets.Sample(
            given => LinearData.Slope(LinearData.Fit(given.set, given.l2), given.set, given.l2).ShouldBeLessThan(1e-7),
            iter: 500,
            threads: 1);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, 0, 1, 2, 0, 0, 0, 0, 2, 1, 0 })]
    [InlineData(new[] { 2.0, 1, 0, 1 })]
    [InlineData(new[] { 0.0, 1, 2 })]
    public void Without_features_the_classes_have_their_shares(double[] labels)
    {
        var set = LinearData.Set(TaskKind.Multiclass, [], labels);
        LinearData.Score(LinearData.Fit(set, 3), set)[..3].ShouldBe(
            Enumerable.Range(0, 3).Select(c => (double)labels.Count(label => label == c) / labels.Length), 1e-12);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1)]
    public void Separable_classes_give_finite_weights(double l2)
    {
        double[] x = [-3, -2, -1, 1, 2, 3];
        foreach (var task in Tasks)
        {
            var set = LinearData.Set(task, [x], task == TaskKind.Multiclass ? [0, 0, 1, 1, 2, 2] : [0, 0, 0, 1, 1, 1]);
            var model = LinearData.Fit(set, l2);
            LinearData.Slope(model, set, l2).ShouldBeLessThan(1e-9, task.ToString());
            model.Weights.ShouldAllBe(output => Math.Abs(output[0]) < 100);
        }
    }

    [Fact]
    public void Equal_columns_share_the_weight_and_a_constant_one_has_none()
    {
        var random = new Random(1);
        var x = Normals(random, 200, 0, 1);
        foreach (var task in Tasks)
        {
            var labels = x.Select(value => task == TaskKind.Regression ? 3 * value : value + random.NextDouble() > 0.5 ? 1.0 : 0.0)
                .ToArray();
            var set = LinearData.Set(task, [x, x, [.. x.Select(_ => 1e15 / 3)]], labels);
            var model = LinearData.Fit(set, 1e-4);
            model.Weights[0][0].ShouldBe(model.Weights[0][1], 1e-6 * Math.Abs(model.Weights[0][0]), task.ToString());
            model.Weights[0][2].ShouldBe(0, 1e-12);
        }
    }

    [Fact]
    public void Columns_of_very_different_sizes_that_explain_each_other()
    {
        var random = new Random(4);
        var (large, small) = (Normals(random, 300, 0, 1e8), Normals(random, 300, 0, 1e2));
        double[] both = [.. large.Zip(small, (a, b) => a + b)];
        foreach (var task in Tasks)
        {
            var signal = large.Zip(small, (a, b) => (a / 1e8) + (b / 1e2) + random.NextDouble()).ToArray();
            var set = LinearData.Set(
                task, [large, both, small, large],
                [.. signal.Select(
                    value => task == TaskKind.Regression ? value
                        : value < -1 ? 0.0
                        : value > 1 && task == TaskKind.Multiclass ? 2.0 : 1.0)]);
            LinearData.Slope(LinearData.Fit(set, 1e-4), set, 1e-4).ShouldBeLessThan(1e-7, task.ToString());
        }
    }

    [Fact]
    public void More_features_than_rows()
    {
        var random = new Random(2);
        var columns = Enumerable.Range(0, 400).Select(_ => Normals(random, 50, 0, 1)).ToArray();
        foreach (var task in Tasks)
        {
            var set = LinearData.Set(
                task, columns, [.. columns[0].Select(value => task == TaskKind.Regression ? value : value > 0 ? 1.0 : 0.0)]);
            LinearData.Slope(LinearData.Fit(set, 0.01), set, 0.01).ShouldBeLessThan(1e-9, task.ToString());
        }
    }

    [Theory]
    [InlineData(1e12, 1e9)]
    [InlineData(1e-12, 1e-9)]
    [InlineData(1.6e15, 1e13)]
    public void Features_and_labels_of_any_size(double center, double spread)
    {
        var random = new Random(3);
        var x = Normals(random, 300, center, spread);
        var small = Normals(random, 300, 0, 1);
        var target = x.Select((value, row) => ((value - center) / spread) + (0.5 * small[row]) + (0.1 * Normals(random, 1, 0, 1)[0]))
            .ToArray();
        var l2 = 1e-4 * spread * spread;
        var model = LinearData.Fit(LinearData.Set(TaskKind.Regression, [x], [.. target.Select(value => value * center)]), l2);
        (model.Weights[0][0] * spread / center).ShouldBe(1, 0.1);

        var set = LinearData.Set(TaskKind.Binary, [x, small, small, x], [.. target.Select(value => value > 0 ? 1.0 : 0.0)]);
        var scores = LinearData.Score(LinearData.Fit(set, 1e-4), set);
        if (spread >= 1)
        {
            set.Labels.Zip(scores).Count(pair => pair.First == 1 == pair.Second >= 0.5).ShouldBeGreaterThan(280);
        }
        else
        {
            scores.ShouldAllBe(score => score > 0 && score < 1);
        }
    }

    [Fact]
    public void A_class_without_rows_becomes_improbable()
    {
        var set = LinearData.Set(TaskKind.Multiclass, [[1, 2, 3, 4]], [0, 2, 0, 2]);
        var scores = LinearData.Score(LinearData.Fit(set, 1), set);
        scores.Where((_, at) => at % 3 == 1).ShouldAllBe(score => score < 1e-10);
    }

    [Fact]
    public void No_probability_is_0_or_1_even_far_outside()
    {
        double[] x = [-3, -2, -1, 1, 2, 3];
        foreach (var task in new[] { TaskKind.Binary, TaskKind.Multiclass })
        {
            double[] labels = task == TaskKind.Binary ? [0, 0, 0, 1, 1, 1] : [0, 0, 1, 1, 2, 2];
            var model = LinearData.Fit(LinearData.Set(task, [x], labels), 1e-4);
            var far = LinearData.Score(model, LinearData.Set(task, [[-1e6, 1e6]], [0, 1]));
            far.ShouldAllBe(p => p > 0 && p < 1);
            far.Min().ShouldBe(Math.Exp(-30), 1e-20);
            LinearData.Score(new LinearLearner().Load(model.Save()), LinearData.Set(task, [[-1e6, 1e6]], [0, 1])).ShouldBe(far);
        }
    }

    [Fact]
    public void Thousands_of_features_are_learned_without_the_products_of_all_pairs()
    {
        var random = new Random(5);
        var columns = Enumerable.Range(0, LinearLearning.MostProducts + 1)
            .Select(_ => Enumerable.Range(0, 40).Select(_ => random.NextDouble() - 0.5).ToArray()).ToArray();
        foreach (var task in Tasks)
        {
            var classes = task == TaskKind.Binary ? 2 : 3;
            var labels = Enumerable.Range(0, 40).Select(row => task == TaskKind.Regression ? columns[0][row] : row % classes).ToArray();
            var set = LinearData.Set(task, columns, labels);
            LinearData.Slope(LinearData.Fit(set, 10), set, 10).ShouldBeLessThan(1e-7, task.ToString());
        }
    }

    [Fact]
    public void Without_features_it_gives_the_mean_and_the_shares()
    {
        LinearData.Fit(LinearData.Set(TaskKind.Regression, [], [1, 2, 6]), 1).Intercepts[0].ShouldBe(3, 1e-12);
        var set = LinearData.Set(TaskKind.Binary, [], [1, 0, 0, 0]);
        LinearData.Score(LinearData.Fit(set, 1), set)[0].ShouldBe(0.25, 1e-12);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e200)]
    public void A_feature_that_is_not_all_usable_numbers_is_named(double value)
    {
        var set = LinearData.Set(TaskKind.Regression, [[1, 2, 3], [1, value, 3]], [1, 2, 3]);
        var problem = Should.Throw<TrestleException>(() => LinearData.Fit(set, 1)).Problems[0];
        problem.Code.ShouldBe("TR0071");
        problem.Where.ShouldBe("feature 'x1'");
    }

    [Fact]
    public void A_row_that_cannot_be_scored_is_refused_and_its_feature_named()
    {
        foreach (var task in Tasks)
        {
            var set = LinearData.Set(task, [[1, 2, 3], [1, 2, 4]], [0, 1, 1]);
            var model = LinearData.Fit(set, 1);
            foreach (var value in new[] { double.NaN, double.NegativeInfinity })
            {
                var row = new RowBlock(set.Features, 1, new Array[] { new[] { 1e3 }, new[] { value } });
                var problem = Should.Throw<TrestleException>(() => model.Score(row, new double[model.Outputs])).Problems[0];
                (problem.Code, problem.Where).ShouldBe(("TR0071", "feature 'x1'"));
            }
        }
    }

    [Theory]
    [InlineData(TaskKind.Binary, new[] { 0.0, 2 }, "TR0075")]
    [InlineData(TaskKind.Binary, new[] { 0.0, 0.5 }, "TR0075")]
    [InlineData(TaskKind.Multiclass, new[] { 0.0, -1 }, "TR0075")]
    [InlineData(TaskKind.Multiclass, new[] { 0.0, double.NaN }, "TR0075")]
    [InlineData(TaskKind.Regression, new[] { 0.0, double.NaN }, "TR0075")]
    [InlineData(TaskKind.Regression, new[] { 0.0, 1e200 }, "TR0075")]
    [InlineData(TaskKind.Regression, new double[0], "TR0075")]
    public void Labels_that_are_none_are_refused(TaskKind task, double[] labels, string code) =>
        Should.Throw<TrestleException>(() => LinearData.Fit(LinearData.Set(task, [labels], labels), 1)).Problems[0].Code.ShouldBe(code);

    [Theory]
    [InlineData("l2", 0)]
    [InlineData("l2", -1)]
    [InlineData("l2", double.NaN)]
    [InlineData("l2", double.PositiveInfinity)]
    [InlineData("L2", 1)]
    public void Parameters_that_make_no_sense_are_refused(string name, double value)
    {
        using var learning = new LinearLearner()
            .Begin(LinearData.Set(TaskKind.Regression, [[1, 2]], [1, 2]), null, new LearningOptions(1, 1));
        var error = Should.Throw<TrestleException>(
            () => learning.Fit(new Parameters([KeyValuePair.Create(name, value)]), CancellationToken.None));
        error.Problems[0].Code.ShouldBe("TR0076");
    }

    private static double[] Normals(Random random, int count, double mean, double spread) =>
        [
            .. Enumerable.Range(0, count).Select(
                _ => mean + (spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
