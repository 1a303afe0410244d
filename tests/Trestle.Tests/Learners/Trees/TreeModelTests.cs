using CsCheck;

using Shouldly;

using Trestle.Learners.Trees;
using Trestle.Tests.Learners.LightGbm;

using Xunit;

namespace Trestle.Tests.Learners.Trees;

/// <summary>The managed evaluator against LightGBM's own prediction, to the last bit.</summary>
public sealed class TreeModelTests
{
    private const string Common = "deterministic=true force_col_wise=true seed=1 min_data_in_leaf=3 num_leaves=12 learning_rate=0.2 "
        + "min_data_per_group=2 cat_smooth=1";

    [Theory]
    [InlineData("objective=binary", 2)]
    [InlineData("objective=multiclass num_class=4", 4)]
    [InlineData("objective=regression", 50)]
    public void Scores_equal_those_of_LightGBM(string objective, int classes)
    {
        string[] variants =
        [
            "", "zero_as_missing=true", "use_missing=false", "max_cat_to_onehot=64", "lambda_l2=0.5 bagging_fraction=0.7 bagging_freq=1",
        ];
        Gen.Select(Gen.Int, Gen.OneOf(variants), Gen.Int[0, 2], Gen.OneOf(0.0, 0.05, 0.4)).Sample(
            (seed, variant, categories, strange) => ShouldAgree($"{objective} {variant}", classes, seed, categories, strange),
            iter: 25,
            threads: 1);
    }

    [Fact]
    public void Every_kind_of_split_was_compared()
    {
        var kinds = new[] { "", "zero_as_missing=true", "use_missing=false" }
            .SelectMany(variant => new[] { 0, 0.2 }.SelectMany(strange => Decisions($"objective=regression {variant}", strange)))
            .Distinct();
        // Missing type None (0), Zero (4) and NaN (8), each with missing to the left (2) and, but for None, to the right; sets (1).
        kinds.ShouldBe([1, 2, 4, 6, 8, 9, 10], ignoreOrder: true);
    }

    [Fact]
    public void The_model_at_its_rounds_equals_LightGBM_limited_to_them()
    {
        var random = new Random(5);
        var rows = Matrix.Make(random, 300, 5, 1, 0.1, train: true);
        using var native = NativeModel.Train(
            rows.Values, rows.Rows, rows.Labels(random, 3), $"{Common} objective=multiclass num_class=3 categorical_feature=4", 9);
        var model = TreeText.Read(native.Save());
        model.Rounds.ShouldBe(9);
        for (var rounds = 1; rounds <= 9; rounds++)
        {
            var part = (TreeModel)model.AtRounds(rounds);
            part.Rounds.ShouldBe(rounds);
            var expected = Bits(native.Predict(rows.Values, rows.Rows, raw: false, rounds));
            Bits(rows.Score(part, raw: false)).ShouldBe(expected);
            Bits(rows.Score(TreeText.Read(part.Save()), raw: false)).ShouldBe(expected);
        }

        model.AtRounds(10).ShouldBeSameAs(model);
        Should.Throw<ArgumentOutOfRangeException>(() => model.AtRounds(0));
    }

    [Fact]
    public void LightGBM_reads_what_was_saved()
    {
        var random = new Random(6);
        var rows = Matrix.Make(random, 300, 5, 1, 0.1, train: true);
        using var native = NativeModel.Train(
            rows.Values, rows.Rows, rows.Labels(random, 2), $"{Common} objective=binary categorical_feature=4", 9);
        var saved = TreeText.Read(native.Save()).AtRounds(4).Save();
        using var again = NativeModel.Read(saved);
        Bits(again.Predict(rows.Values, rows.Rows, raw: false))
            .ShouldBe(Bits(native.Predict(rows.Values, rows.Rows, raw: false, rounds: 4)));
    }

    [Fact]
    public void Importance_is_the_share_of_the_gain()
    {
        var random = new Random(7);
        var rows = Matrix.Make(random, 300, 5, 1, 0.1, train: true);
        using var native = NativeModel.Train(rows.Values, rows.Rows, rows.Labels(random, 2), $"{Common} objective=binary", 9);
        var gains = native.Gains(5);
        var importance = TreeText.Read(native.Save()).Importance();
        for (var feature = 0; feature < 5; feature++)
        {
            // The text holds gains with six digits.
            importance[feature].ShouldBe(gains[feature] / gains.Sum(), 1e-5);
        }
    }

    [Fact]
    public void A_score_does_not_depend_on_how_many_rows_stand_beside_it()
    {
        var random = new Random(8);
        var rows = Matrix.Make(random, 600, 5, 1, 0.1, train: true);
        using var native = NativeModel.Train(
            rows.Values, rows.Rows, rows.Labels(random, 3), $"{Common} objective=multiclass num_class=3 categorical_feature=4", 3);
        var model = TreeText.Read(native.Save());
        var block = rows.Block();
        var whole = rows.Score(model, raw: false);
        foreach (var size in new[] { 1, 2, 3, 4, 5, 7, 255, 256, 257, 599 })
        {
            for (var from = 0; from < rows.Rows; from += size)
            {
                var count = Math.Min(size, rows.Rows - from);
                var scores = new double[count * 3];
                model.Score(block.Take([.. Enumerable.Range(from, count)]), scores);
                Bits(scores).ShouldBe(Bits(whole[(from * 3)..((from + count) * 3)]));
            }
        }
    }

    private static void ShouldAgree(string parameters, int classes, int seed, int categories, double strange)
    {
        var random = new Random(seed);
        var train = Matrix.Make(random, 200, 5, categories, strange, train: true);
        var codes = string.Join(',', Enumerable.Range(5 - categories, categories));
        using var native = NativeModel.Train(
            train.Values, train.Rows, train.Labels(random, classes), $"{Common} {parameters} categorical_feature={codes}", 6);
        var model = TreeText.Read(native.Save());
        var rows = Matrix.Make(random, 301, 5, categories, 0.4, train: false);
        Bits(rows.Score(model, raw: true)).ShouldBe(Bits(native.Predict(rows.Values, rows.Rows, raw: true)));
        Bits(rows.Score(model, raw: false)).ShouldBe(Bits(native.Predict(rows.Values, rows.Rows, raw: false)));
    }

    private static IEnumerable<int> Decisions(string parameters, double strange)
    {
        var random = new Random(9);
        var train = Matrix.Make(random, 400, 5, 2, strange, train: true);
        using var native = NativeModel.Train(
            train.Values, train.Rows, train.Labels(random, 50), $"{Common} {parameters} categorical_feature=3,4", 30);
        var text = System.Text.Encoding.ASCII.GetString(native.Save());
        return text.Split('\n').Where(line => line.StartsWith("decision_type=", StringComparison.Ordinal))
            .SelectMany(line => line[14..].Split(' ')).Select(int.Parse);
    }

    private static long[] Bits(double[] values) => Array.ConvertAll(values, BitConverter.DoubleToInt64Bits);
}
