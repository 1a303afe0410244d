using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Learners.Explanations;
using Trestle.Learners.Trees;
using Trestle.Rows.Blocks;
using Trestle.Tests.Learners.LightGbm;
using Trestle.Tests.Learners.Trees;

using Xunit;

namespace Trestle.Tests.Learners.Explanations;

/// <summary>The contributions of trees against LightGBM's own and against the definition.</summary>
public sealed class TreeExplanationTests
{
    private const string Common = "deterministic=true force_col_wise=true seed=1 min_data_in_leaf=3 num_leaves=12 learning_rate=0.2 "
        + "min_data_per_group=2 cat_smooth=1";

    [Theory]
    [InlineData("objective=binary", 2, ContributionScale.LogOdds)]
    [InlineData("objective=multiclass num_class=4", 4, ContributionScale.Margins)]
    [InlineData("objective=regression", 50, ContributionScale.Score)]
    public void They_equal_those_of_LightGBM(string objective, int classes, ContributionScale scale)
    {
        string[] variants =
        [
            "", "zero_as_missing=true", "use_missing=false", "max_cat_to_onehot=64", "lambda_l2=0.5 bagging_fraction=0.7 bagging_freq=1",
            "num_leaves=40 min_data_in_leaf=1",
        ];
        Gen.Select(Gen.Int, Gen.OneOf(variants), Gen.Int[0, 2], Gen.OneOf(0.0, 0.05, 0.4)).Sample(
            (seed, variant, categories, strange) =>
            {
                var random = new Random(seed);
                var train = Matrix.Make(random, 200, 5, categories, strange, train: true);
                var codes = string.Join(',', Enumerable.Range(5 - categories, categories));
                using var native = NativeModel.Train(
                    train.Values, train.Rows, train.Labels(random, classes), $"{variant} {Common} {objective} categorical_feature={codes}",
                    6);
                var model = TreeText.Read(native.Save());
                model.Scale.ShouldBe(scale);
                ShouldAgree(model, native, Matrix.Make(random, 61, 5, categories, 0.4, train: false));
            },
            iter: 25,
            threads: 1);
    }

    [Fact]
    public void They_equal_those_of_LightGBM_for_many_leaves_and_features_deep_down()
    {
        var random = new Random(3);
        var train = Matrix.Make(random, 3000, 30, 3, 0.05, train: true);
        var labels = Enumerable.Range(0, train.Rows).Select(_ => random.NextDouble()).ToArray();
        using var native = NativeModel.Train(
            train.Values, train.Rows, labels,
            $"num_leaves=500 min_data_in_leaf=1 objective=regression categorical_feature=27,28,29 {Common}", 5);
        var model = TreeText.Read(native.Save());
        ShouldAgree(model, native, Matrix.Make(random, 40, 30, 3, 0.1, train: false));
    }

    [Fact]
    public void The_first_rounds_are_explained_without_the_others()
    {
        var random = new Random(4);
        var train = Matrix.Make(random, 300, 5, 1, 0.1, train: true);
        using var native = NativeModel.Train(
            train.Values, train.Rows, train.Labels(random, 3), $"{Common} objective=multiclass num_class=3 categorical_feature=4", 9);
        var model = TreeText.Read(native.Save());
        ShouldAgree(model, native, train, rounds: 9);
        ShouldAgree((TreeModel)model.AtRounds(4), native, train, rounds: 4);
    }

    [Fact]
    public void They_are_the_Shapley_values_by_definition() =>
        Gen.Select(Gen.Int, Gen.Int[1, 6], Gen.Int[1, 8]).Sample(
            (seed, features, depth) =>
            {
                var random = new Random(seed);
                GrownTree[] trees = [GrownTree.Random(random, features, depth), GrownTree.Random(random, features, depth)];
                var model = TreeText.Read(GrownTree.Text(trees, features));
                var row = Enumerable.Range(0, features).Select(_ => random.NextDouble()).ToArray();
                var contributions = Explain(model, row);
                var expected = trees.Select(tree => tree.Shapley(row)).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);
                for (var feature = 0; feature < features; feature++)
                {
                    contributions[feature].ShouldBe(expected[feature], 1e-12);
                }

                model.BaseValues[0].ShouldBe(trees.Sum(tree => tree.Expected(row, 0)), 1e-12);
            },
            iter: 200);

    [Fact]
    public void A_tree_of_one_leaf_contributes_nothing()
    {
        var model = TreeText.Read(GrownTree.Text([new GrownTree(0.25, 7, 0, 0, null, null)], 2));
        model.BaseValues.ShouldBe([0.25]);
        Explain(model, [1, 2]).ShouldBe([0, 0]);
    }

    [Theory]
    [InlineData("inf", 1.0, 1)]
    [InlineData("inf", double.PositiveInfinity, 1)]
    [InlineData("-inf", 1.0, 2)]
    [InlineData("-inf", double.NegativeInfinity, 1)]
    [InlineData("nan", 1.0, 2)]
    public void Infinite_thresholds_are_thresholds(string threshold, double value, double leaf)
    {
        var tree = new GrownTree(0, 4, 0, 0.5, new GrownTree(1, 1, 0, 0, null, null), new GrownTree(2, 3, 0, 0, null, null));
        var text = Encoding.ASCII.GetString(GrownTree.Text([tree], 1));
        var changed = text.Replace("threshold=0.5", $"threshold={threshold}", StringComparison.Ordinal);
        var size = text.Split("tree_sizes=")[1].Split('\n')[0];
        changed = changed.Replace($"tree_sizes={size}", $"tree_sizes={int.Parse(size) + threshold.Length - 3}", StringComparison.Ordinal);
        var model = TreeText.Read(Encoding.ASCII.GetBytes(changed));
        model.BaseValues.ShouldBe([1.75]);
        Explain(model, [value])[0].ShouldBe(leaf - 1.75, 1e-15);
    }

    [Fact]
    public void A_row_is_explained_the_same_whatever_stands_beside_it()
    {
        var random = new Random(5);
        var train = Matrix.Make(random, 600, 5, 1, 0.1, train: true);
        using var native = NativeModel.Train(
            train.Values, train.Rows, train.Labels(random, 3), $"{Common} objective=multiclass num_class=3 categorical_feature=4", 3);
        var model = TreeText.Read(native.Save());
        var block = train.Block();
        var whole = new double[600 * 15];
        model.Explain(block, whole);
        foreach (var size in new[] { 1, 3, 255, 257 })
        {
            for (var from = 0; from < 600; from += size)
            {
                var count = Math.Min(size, 600 - from);
                var part = new double[count * 15];
                model.Explain(block.Take([.. Enumerable.Range(from, count)]), part);
                part.ShouldBe(whole[(from * 15)..((from + count) * 15)]);
            }
        }
    }

    [Fact]
    public void Threads_share_a_model_that_was_never_explained_before()
    {
        var random = new Random(6);
        var train = Matrix.Make(random, 300, 5, 1, 0.1, train: true);
        using var native = NativeModel.Train(train.Values, train.Rows, train.Labels(random, 2), $"{Common} objective=binary", 9);
        var text = native.Save();
        var expected = new double[300 * 5];
        TreeText.Read(text).Explain(train.Block(), expected);
        var model = TreeText.Read(text);
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            var own = new double[300 * 5];
            model.Explain(train.Block(), own);
            own.ShouldBe(expected);
        });
    }

    [Fact]
    public void A_tree_deeper_than_any_stack_is_explained()
    {
        var model = TreeText.Read(GrownTree.Chain(50_000, 6));
        foreach (var value in new[] { 0.0, 1 })
        {
            var row = new[] { value, 0, 0, 1, 0, 0 };
            var sum = new double[1];
            model.Sum(Block(row), sum);
            (Explain(model, row).Sum() + model.BaseValues[0]).ShouldBe(sum[0], 1e-9);
        }
    }

    [Fact]
    public void A_tree_that_would_take_all_memory_is_refused()
    {
        var model = TreeText.Read(GrownTree.Chain(20_000, 20_000));
        model.Score(Block(new double[20_000]), new double[1]);
        var problem = Should.Throw<TrestleException>(() => Explain(model, new double[20_000])).Problems[0];
        problem.Code.ShouldBe("TR2052");
        problem.Found.ShouldBe("the tree cannot be explained: it has 39999 nodes and 19999 different features on one path");
    }

    [Theory]
    [InlineData("leaf_count=1 3", "leaf_count=0 3", "TR2051")]
    [InlineData("leaf_count=1 3", "leaf_count=1-3", "TR0068")]
    [InlineData("leaf_count=1 3", "leaf_c_unt=1 3", "TR2051")]
    public void Counts_that_cannot_be_are_refused_only_when_asked(string part, string other, string code)
    {
        var tree = new GrownTree(0, 4, 0, 0.5, new GrownTree(1, 1, 0, 0, null, null), new GrownTree(2, 3, 0, 0, null, null));
        var text = Encoding.ASCII.GetString(GrownTree.Text([tree], 1));
        text.ShouldContain(part);
        var model = TreeText.Read(Encoding.ASCII.GetBytes(text.Replace(part, other, StringComparison.Ordinal)));
        model.Score(Block([0]), new double[1]);
        Should.Throw<TrestleException>(() => Explain(model, [0])).Problems[0].Code.ShouldBe(code);
        Should.Throw<TrestleException>(() => model.BaseValues).Problems[0].Code.ShouldBe(code);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(512)]
    public void The_quadrature_is_exact_for_all_powers_that_it_promises(int count)
    {
        var quadrature = new Quadrature(count);
        foreach (var power in new[] { 0, 1, 2, count, (2 * count) - 1 })
        {
            var integral = quadrature.Points.Select((t, i) => quadrature.Weights[i] * Math.Pow(t, power)).Sum();
            integral.ShouldBe(1.0 / (power + 1), 1e-13);
        }

        quadrature.Points.Zip(quadrature.Rests, (t, rest) => t + rest).ShouldAllBe(sum => Math.Abs(sum - 1) < 1e-15);
        Quadrature.Count((2 * count) + 1).ShouldBe(count + Quadrature.Lanes);
        Quadrature.Count(2 * count).ShouldBe(count);
    }

    private static void ShouldAgree(TreeModel model, NativeModel native, Matrix rows, int rounds = -1)
    {
        var (outputs, width) = (model.Outputs, rows.Width);
        var theirs = native.Contributions(rows.Values, rows.Rows, rounds);
        var ours = new double[rows.Rows * outputs * width];
        model.Explain(rows.Block(), ours);
        var sums = rows.Score(model, raw: true);
        for (var vector = 0; vector < rows.Rows * outputs; vector++)
        {
            var own = ours.AsSpan(vector * width, width);
            var other = theirs.AsSpan(vector * (width + 1), width + 1);
            var total = model.BaseValues[vector % outputs];
            total.ShouldBe(other[width], 1e-9);
            for (var feature = 0; feature < width; feature++)
            {
                own[feature].ShouldBe(other[feature], 1e-9);
                total += own[feature];
            }

            total.ShouldBe(sums[vector], 1e-9);
        }
    }

    private static double[] Explain(TreeModel model, double[] row)
    {
        var contributions = new double[row.Length];
        model.Explain(Block(row), contributions);
        return contributions;
    }

    private static RowBlock Block(double[] row) =>
        new(
            new RowSchema(row.Select((_, feature) => new Column($"f{feature}", ColumnKind.Number))), 1,
            [.. row.Select(value => new[] { value })]);
}
