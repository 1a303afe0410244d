using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Learners.Trees;
using Trestle.Tests.Learners.LightGbm;

using Xunit;

namespace Trestle.Tests.Learners.Trees;

/// <summary>Texts that are no models: refused, never a crash, a loop or a huge allocation.</summary>
public sealed class TreeTextTests
{
    private static readonly Matrix Rows = Matrix.Make(new Random(1), 200, 4, 1, 0.1, train: true);
    private static readonly Lazy<string> Model = new(Train);

    [Fact]
    public void A_text_that_is_cut_off_anywhere_is_refused()
    {
        var text = Encoding.ASCII.GetBytes(Model.Value);
        for (var length = 0; length < text.Length; length++)
        {
            Refused(text.AsMemory(0, length));
        }

        TreeText.Read(text).Save().ShouldBe(text);
    }

    [Fact]
    public void A_text_with_other_bytes_is_refused_or_scores()
    {
        var text = Encoding.ASCII.GetBytes(Model.Value);
        var change = Gen.Select(Gen.Int[0, text.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOf("0123456789-=. \n"u8.ToArray())));
        change.Array[1, 4].Sample(
            changes =>
            {
                var copy = (byte[])text.Clone();
                Array.ForEach(changes, one => copy[one.Item1] = one.Item2);
                RefusedOrScores(copy);
            },
            iter: 3000);
    }

    [Fact]
    public void A_text_with_other_numbers_is_refused_or_scores()
    {
        var places = Enumerable.Range(0, Model.Value.Length)
            .Where(at => char.IsAsciiDigit(Model.Value[at]) && !char.IsAsciiDigit(Model.Value[at - 1]))
            .ToArray();
        var numbers = Gen.OneOf(
            "0", "-1", "-2", "7", "2147483647", "-2147483648", "4294967295", "1e999", "nan", "-inf", "99999999999999999999", "");
        Gen.Select(Gen.OneOf(places), numbers).Sample(
            (place, number) =>
            {
                var end = place;
                while (char.IsAsciiDigit(Model.Value[end]))
                {
                    end++;
                }

                RefusedOrScores(Resized($"{Model.Value[..place]}{number}{Model.Value[end..]}"));
            },
            iter: 3000);
    }

    [Theory]
    [InlineData("left_child=", "left_child=0 ", "a node that is its own child")]
    [InlineData("right_child=", "right_child=0 ", "a node with two parents")]
    [InlineData("left_child=", "left_child=-1 ", "a leaf with two parents")]
    [InlineData("left_child=", "left_child=99 ", "a child that does not exist")]
    [InlineData("left_child=", "left_child=-99 ", "a leaf that does not exist")]
    [InlineData("split_feature=", "split_feature=4 ", "a feature that does not exist")]
    [InlineData("split_feature=", "split_feature=-1 ", "a negative feature")]
    [InlineData("decision_type=", "decision_type=12 ", "an unknown missing type")]
    [InlineData("decision_type=", "decision_type=-1 ", "a negative type")]
    [InlineData("leaf_value=", "leaf_value=nan ", "a leaf that is not a number")]
    [InlineData("leaf_value=", "leaf_value=1,5 ", "a decimal comma")]
    [InlineData("split_gain=", "split_gain=1e60 ", "a gain beyond a float")]
    [InlineData("cat_boundaries=", "cat_boundaries=-1 ", "a set that begins before the words")]
    [InlineData("cat_boundaries=", "cat_boundaries=1 ", "sets that begin late")]
    public void A_list_with_another_first_number_is_refused(string key, string changed, string why)
    {
        var at = Model.Value.IndexOf(key, StringComparison.Ordinal);
        var end = Model.Value.IndexOf(' ', at);
        at.ShouldBeGreaterThan(0);
        Refused(Resized(Model.Value[..at] + changed + Model.Value[(end + 1)..])).ShouldNotBeNull(why);
    }

    [Theory]
    [InlineData("version=v4", "version=v3")]
    [InlineData("num_class=1", "num_class=2")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=2147483647")]
    [InlineData("max_feature_idx=3", "max_feature_idx=2147483646")]
    [InlineData("objective=binary sigmoid:1", "objective=lambdarank")]
    [InlineData("objective=binary sigmoid:1", "objective=binary sigmoid:1\nobjective=regression")]
    [InlineData("objective=binary sigmoid:1", "objective=binary sigmoid:1\naverage_output")]
    [InlineData("feature_names=Column_0", "feature_names=Column_1")]
    [InlineData("num_leaves=5", "num_leaves=2147483647")]
    [InlineData("num_leaves=5", "num_leaves=0")]
    [InlineData("num_leaves=5", "num_leaves=5\nnum_leaves=5")]
    [InlineData("num_cat=1", "num_cat=2147483647")]
    [InlineData("is_linear=0", "is_linear=1")]
    [InlineData("Tree=1", "Tree=2")]
    [InlineData("end of trees", "end of tree")]
    public void A_line_that_does_not_fit_is_refused(string line, string changed)
    {
        Model.Value.ShouldContain(line);
        Refused(Resized(Model.Value.Replace(line, changed, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("tree_sizes=")]
    [InlineData("tree_sizes=-1")]
    [InlineData("tree_sizes=2147483647 2147483647")]
    public void Sizes_that_do_not_fit_are_refused(string sizes)
    {
        var at = Model.Value.IndexOf("tree_sizes=", StringComparison.Ordinal);
        var end = Model.Value.IndexOf('\n', at);
        Refused(Encoding.ASCII.GetBytes(Model.Value[..at] + sizes + Model.Value[end..]));
    }

    [Fact]
    public void Names_come_back_as_they_were()
    {
        Gen.OneOf(Gen.String, Gen.OneOf("", "%", "%41", "a b", "a=b", "größe (cm)", "x\ny", "{\"a\":[1,2]}", "100 %", "😀")).Sample(
            name => string.Concat(name.EnumerateRunes()) != name || FeatureNames.Unescape(FeatureNames.Escape(name)) == name);
        FeatureNames.Escape("age_years-2").ShouldBe("age_years-2");
        FeatureNames.Escape("a b").ShouldBe("a%20b");
    }

    private static string Train()
    {
        using var native = NativeModel.Train(
            Rows.Values,
            Rows.Rows,
            Rows.Labels(new Random(2), 2),
            "objective=binary deterministic=true force_col_wise=true num_leaves=5 min_data_in_leaf=3 min_data_per_group=2 cat_smooth=1 "
                + "categorical_feature=3",
            3);
        return Encoding.ASCII.GetString(TreeText.Read(native.Save()).Save());
    }

    /// <summary>The text with sizes that fit its trees, so that what is wrong inside a tree is reached.</summary>
    private static byte[] Resized(string text)
    {
        var parts = text.Split("\nTree=");
        var end = parts[^1].IndexOf("end of tree", StringComparison.Ordinal);
        var sizes = parts.Skip(1).Select((part, at) => (at == parts.Length - 2 && end >= 0 ? end : part.Length + 1) + "Tree=".Length);
        var at = text.IndexOf("tree_sizes=", StringComparison.Ordinal);
        return at < 0
            ? Encoding.ASCII.GetBytes(text)
            : Encoding.ASCII.GetBytes($"{text[..at]}tree_sizes={string.Join(' ', sizes)}{text[text.IndexOf('\n', at)..]}");
    }

    private static Problem Refused(ReadOnlyMemory<byte> text)
    {
        var problem = Should.Throw<TrestleException>(() => TreeText.Read(text)).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("TR0068");
        return problem;
    }

    private static void RefusedOrScores(byte[] text)
    {
        try
        {
            var model = TreeText.Read(text);
            if (model.Features.Count == Rows.Width)
            {
                Rows.Score(model, raw: false).ShouldAllBe(score => !double.IsInfinity(score));
            }
        }
        catch (TrestleException refused)
        {
            refused.Problems[0].Code.ShouldBe("TR0068");
        }
    }
}
