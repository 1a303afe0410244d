using System.Globalization;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;
using Trestle.Rows.Steps.Texts;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>Texts as numbers.</summary>
public sealed class TextEncodeTests
{
    private static readonly string[] Texts =
    [
        "The red bicycle is fast", "A red car, fast and loud", "the BLUE bicycle is slow", "blue car is slow and old",
        "Fresh apples and pears", "pears and apples are fresh fruit", "Old apples make cider", "the car makes a loud noise",
        "the red bicycle is fast", "cider is made of apples & pears", "Zoë's bicycle has a blue_bell", "fast fast car",
    ];

    private static readonly string[] New = ["a fast blue bicycle", "nothing known", "apples"];

    /// <summary>
    /// TfidfVectorizer(min_df=2, ngram_range=(1, 2)) and TruncatedSVD(3, algorithm="arpack") of scikit-learn 1.2.1, the largest entry of
    /// each component made positive.
    /// </summary>
    [Fact]
    public void Words_are_those_of_scikit_learn()
    {
        var step = new TextEncode { Components = 3 };
        Close(Encoded(step, Texts, Texts), [
            [0.72644293, -0.45280961, -0.25613225], [0.57863171, -0.11767686, 0.69907756], [0.55800994, -0.24292484, -0.44572932],
            [0.49780594, 0.07599303, -0.01428480], [0.43195578, 0.78812868, 0.05919923], [0.43195578, 0.78812868, 0.05919923],
            [0.28039648, 0.48859872, -0.16818329], [0.41498396, -0.19785413, 0.52883403], [0.72644293, -0.45280961, -0.25613225],
            [0.42848360, 0.60874017, -0.23451299], [0.30622840, -0.23758088, -0.44421591], [0.43330165, -0.23113870, 0.54587584]]);
        Close(Encoded(step, Texts, New), [
            [0.44358711, -0.25632660, -0.11604075], [0, 0, 0], [0.23983489, 0.49740340, -0.08140418]]);
    }

    /// <summary>The same with analyzer="char_wb", ngram_range=(3, 4).</summary>
    [Fact]
    public void Characters_are_those_of_scikit_learn()
    {
        var step = new TextEncode { Components = 3, Unit = TextUnit.Characters };
        Close(Encoded(step, Texts, New), [
            [0.74080634, -0.22354316, -0.21011914], [0, 0, 0], [0.12993816, 0.59144162, -0.04711885]]);
        Close(Encoded(step, Texts, Texts[9..]), [
            [0.22974802, 0.76604283, -0.10415405], [0.61530902, -0.20189075, -0.51848216], [0.47207639, -0.10294924, 0.60935407]]);
    }

    /// <summary>As above, with the repeated rows.</summary>
    [Fact]
    public void A_repeated_text_counts_as_often_as_it_has_rows_and_the_order_does_not_matter()
    {
        string[] more = [.. Texts, .. Texts[4..7], "Old apples make cider"];
        var step = new TextEncode { Components = 4 };
        var once = Encoded(step, more, New);
        Close(once, [
            [0.17476660, 0.46961981, -0.11833108, -0.11482612], [0, 0, 0, 0], [0.37230182, -0.12079668, 0.13156158, -0.03962311]]);
        Encoded(step, [.. more.Reverse()], New).ShouldBe(once);
    }

    [Fact]
    public void Missing_and_empty_texts_are_zeros_and_texts_without_a_pattern_make_no_columns()
    {
        Encoded(new TextEncode { Components = 2 }, Texts, [null, "", "!!"]).ShouldBe([[0, 0], [0, 0], [0, 0]]);
        Encoded(new TextEncode(), ["one", "two", "three", null], ["one"]).ShouldBe([[]]);
    }

    [Theory]
    [InlineData(new[] { 2, 1 }, 10, 5, "ngrams")]
    [InlineData(new[] { 1 }, 10, 5, "ngrams")]
    [InlineData(new[] { 0, 1 }, 10, 5, "ngrams")]
    [InlineData(new[] { 1, 2 }, 0, 5, "terms and components")]
    [InlineData(new[] { 1, 2 }, 10, 0, "terms and components")]
    public void Settings_that_cannot_be_met_are_refused(int[] ngrams, int terms, int components, string setting)
    {
        var step = new TextEncode { Ngrams = ngrams, Terms = terms, Components = components };
        var problem = Should.Throw<TrestleException>(() => Encoded(step, Texts, New)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Where).ShouldBe(("TR0057", $"step 'text-encode', {setting}"));
    }

    [Fact]
    public void A_plan_whose_numbers_do_not_fit_its_terms_is_refused()
    {
        var fitted = (FittedTextEncode)Fit(new TextEncode { Components = 2 }, Texts).Steps.Single();
        foreach (var broken in new[]
        {
            fitted.Columns[0] with { Directions = "!" },
            fitted.Columns[0] with { Components = 3 },
            fitted.Columns[0] with { Components = -1 },
            fitted.Columns[0] with { Weights = [1] },
            fitted.Columns[0] with { Terms = [.. Enumerable.Repeat("x", fitted.Columns[0].Terms.Count)] },
        })
        {
            Refused(fitted with { Columns = [broken] });
        }

        Refused(fitted with { Shortest = 0 });
        Refused(fitted with { Longest = 0 });

        static void Refused(FittedTextEncode step) => Should.Throw<TrestleException>(
            () => step.Bind(new RowSchema([new Column("x", ColumnKind.Text)]))).Problems.Single().Code.ShouldBe("TR0054");
    }

    /// <summary>Which texts are kept depends on the texts alone: merged in any order, the same sample with exact counts.</summary>
    [Fact]
    public void A_sample_does_not_depend_on_order_or_merges()
    {
        var stat = new TextSample("x");
        var schema = new RowSchema([new Column("x", ColumnKind.Text)]);
        Gen.Int[0, 30_000].Array[90_000].Sample(
            numbers =>
            {
                string[] texts = [.. numbers.Select(n => FormattableString.Invariant($"text {n}"))];
                var whole = (TextSampleValue)stat.Start(schema);
                whole.Add(new RowBlock(schema, texts.Length, [texts]));
                var merged = (TextSampleValue)whole.Empty();
                foreach (var part in texts.Chunk(40_000).Reverse())
                {
                    var own = (TextSampleValue)whole.Empty();
                    own.Add(new RowBlock(schema, part.Length, [part]));
                    merged.Merge(own);
                }

                whole.Whole.ShouldBeFalse();
                whole.Texts().Count.ShouldBe(TextSample.MostTexts);
                merged.Texts().ShouldBe(whole.Texts());
                var counts = texts.CountBy(text => text).ToDictionary();
                whole.Texts().ShouldAllBe(entry => counts[entry.Key] == entry.Value);
            },
            iter: 3);
    }

    [Fact]
    public void Long_texts_are_fewer_in_a_sample()
    {
        var schema = new RowSchema([new Column("x", ColumnKind.Text)]);
        string[] texts = [.. Enumerable.Range(0, 100).Select(i => FormattableString.Invariant($"{i}") + new string('x', 100_000))];
        var sample = (TextSampleValue)new TextSample("x").Start(schema);
        sample.Add(new RowBlock(schema, texts.Length, [texts]));
        sample.Texts().Sum(entry => entry.Key.Length).ShouldBeInRange(3_900_000, TextSample.MostCharacters);
    }

    [Fact]
    public void The_shape_of_a_text()
    {
        var block = new TableBuilder().Texts("x", "Call 555 NOW!", "", null, "  a  b ").Block();
        var bound = Fit(new TextShape(), ["a"]).Bind();
        var output = bound.Apply(block);
        string[] lines =
        [
            .. Enumerable.Range(0, output.Schema.Count).Skip(1).Select(column =>
                output.Schema[column].Name + ": " + string.Join(' ', output.Numbers(column).ToArray().Select(
                    value => value.ToString("0.###", CultureInfo.InvariantCulture)))),
        ];
        lines.ShouldBe([
            "x.length: 13 0 NaN 7", "x.words: 3 0 NaN 2", "x.digits: 0.231 0 NaN 0", "x.capitals: 0.571 0 NaN 0",
            "x.punctuation: 0.077 0 NaN 0"]);
    }

    private static FittedPlan Fit(IRowStep step, string?[] texts) =>
        new RowPlan([step]).Fit(new TableBuilder().Texts("x", texts).Source(), [FoldSet.Of([0])], CancellationToken.None).Single().Plan;

    private static double[][] Encoded(IRowStep step, string?[] learned, string?[] texts)
    {
        var output = Fit(step, learned).Bind().Apply(new TableBuilder().Texts("x", texts).Block());
        return [.. Enumerable.Range(0, texts.Length).Select(
            row => Enumerable.Range(0, output.Schema.Count).Select(column => output.Numbers(column)[row]).ToArray())];
    }

    private static void Close(double[][] found, double[][] expected)
    {
        found.Length.ShouldBe(expected.Length);
        foreach (var (row, i) in expected.Select((row, i) => (row, i)))
        {
            found[i].ShouldBe(row, 2e-7);
        }
    }
}
