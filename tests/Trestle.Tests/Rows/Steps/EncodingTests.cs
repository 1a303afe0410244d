using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>One-hot, ordinal, frequency, target.</summary>
public sealed class EncodingTests
{
    private static readonly RowBlock Sample = new TableBuilder()
        .Texts("x", "b", "a", "b", "c", "c", "d", "b")
        .Numbers(ReservedColumns.Label, 1, 0, 1, 0, 1, 1, 0)
        .Block();

    private static readonly RowBlock New = new TableBuilder().Texts("x", "b", "zzz", null).Block();

    /// <summary>OneHotEncoder(handle_unknown="ignore") of scikit-learn 1.2.1: columns x_a … x_d, unknown all 0.</summary>
    [Fact]
    public void One_hot_is_that_of_scikit_learn() =>
        Table(new OneHot(), New).ShouldBe(["x=a: 0 0 0", "x=b: 1 0 0", "x=c: 0 0 0", "x=d: 0 0 0"]);

    /// <summary>
    /// OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=3): b, c and a third column for the rest, which here is
    /// not counted among the categories.
    /// </summary>
    [Fact]
    public void One_hot_can_put_rare_and_unseen_categories_together()
    {
        var step = new OneHot { MaxCategories = 2, Other = true };
        Table(step, Sample).ShouldBe(["x=b: 1 0 1 0 0 0 1", "x=c: 0 0 0 1 1 0 0", "x=other: 0 1 0 0 0 1 0"]);
        Table(step, New).ShouldBe(["x=b: 1 0 0", "x=c: 0 0 0", "x=other: 0 1 0"]);
        Table(step with { Missing = true }, New).ShouldBe(["x=b: 1 0 0", "x=c: 0 0 0", "x=other: 0 1 0", "x=missing: 0 0 1"]);
        Table(new OneHot { MinFrequency = 2.0 / 7 }, New).ShouldBe(["x=b: 1 0 0", "x=c: 0 0 0"]);
    }

    [Fact]
    public void Categories_called_other_and_missing_are_counted_in_the_columns_of_that_name()
    {
        var block = new TableBuilder().Texts("x", "other", "missing", "a", null, "other").Block();
        var step = new OneHot { Other = true, Missing = true };
        Table(step, block, block).ShouldBe(["x=a: 0 0 1 0 0", "x=other: 1 0 0 0 1", "x=missing: 0 1 0 1 0"]);
        Table(new OneHot(), block, block).ShouldBe(["x=a: 0 0 1 0 0", "x=missing: 0 1 0 0 0", "x=other: 1 0 0 0 1"]);
    }

    [Fact]
    public void One_hot_columns_stand_in_ordinal_order()
    {
        var block = new TableBuilder().Texts("x", "b", "B", "é", "a", "", "Z").Block();
        Table(new OneHot(), block, block).Select(column => column.Split(':')[0]).ShouldBe(["x=", "x=B", "x=Z", "x=a", "x=b", "x=é"]);
    }

    [Fact]
    public void Ordinal_codes_go_by_frequency_then_by_ordinal_order()
    {
        Table(new OrdinalEncode(), Sample).ShouldBe(["x: 0 2 0 1 1 3 0"]);
        Table(new OrdinalEncode(), New).ShouldBe(["x: 0 NaN NaN"]);
        Table(new OrdinalEncode { Unseen = UnseenAs.Code }, New).ShouldBe(["x: 0 4 NaN"]);
    }

    /// <summary>pandas 1.5.3: value_counts(dropna=False, normalize=True) of a b a c a b None d.</summary>
    [Fact]
    public void Frequency_is_the_share_of_all_rows()
    {
        var block = new TableBuilder().Texts("x", "a", "b", "a", "c", "a", "b", null, "d").Block();
        Table(new FrequencyEncode(), block, block).ShouldBe(["x.frequency: 0.375 0.25 0.375 0.125 0.375 0.25 NaN 0.125"]);
        Table(new FrequencyEncode { KeepSource = true }, block, New).ShouldBe(["x: b zzz ", "x.frequency: 0.25 0 NaN"]);
    }

    /// <summary>By hand: prior 4/7; b (2 + 10 · 4/7) / (3 + 10), c (1 + 10 · 4/7) / (2 + 10).</summary>
    [Fact]
    public void Target_is_the_m_estimate()
    {
        var plan = Fit(new TargetEncode(), Sample);
        var values = TextStepTests.Values(plan, Sample, "x.target").Cast<double>().ToArray();
        var prior = 4 / 7.0;
        double[] expected =
        [
            (2 + (10 * prior)) / 13, (10 * prior) / 11, (2 + (10 * prior)) / 13, (1 + (10 * prior)) / 12, (1 + (10 * prior)) / 12,
            (1 + (10 * prior)) / 11, (2 + (10 * prior)) / 13,
        ];
        values.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-15);
        TextStepTests.Values(plan, New, "x.target").Skip(1).ShouldBe([prior, prior]);
        Near(TextStepTests.Values(Fit(new TargetEncode { Smoothing = 0 }, Sample), New, "x.target"), 2 / 3.0, prior, prior);
    }

    [Fact]
    public void Target_gives_the_share_of_each_of_several_classes()
    {
        var block = new TableBuilder().Texts("x", "a", "a", "a", "b", null).Numbers(ReservedColumns.Label, 0, 2, 2, 1, 1).Block();
        var plan = Fit(new TargetEncode { Classes = 3, Smoothing = 1 }, block);
        Near(TextStepTests.Values(plan, block, "x.target.0"), 1.2 / 4, 1.2 / 4, 1.2 / 4, 0.2 / 2, 0.2);
        Near(TextStepTests.Values(plan, block, "x.target.1"), 0.4 / 4, 0.4 / 4, 0.4 / 4, 1.4 / 2, 0.4);
        Near(TextStepTests.Values(plan, block, "x.target.2"), 2.4 / 4, 2.4 / 4, 2.4 / 4, 0.4 / 2, 0.4);
    }

    [Fact]
    public void Target_needs_labels_good_settings_and_two_folds()
    {
        Code(() => Fit(new TargetEncode(), New)).ShouldBe("TR0051");
        Code(() => Fit(new TargetEncode { Smoothing = -1 }, Sample)).ShouldBe("TR0057");
        Code(() => new RowPlan([new TargetEncode()]).Fit(TableBuilder.Source(Sample, 2), [FoldSet.Of([1])], CancellationToken.None))
            .ShouldBe("TR0059");
    }

    private static string Code(Action action) => Should.Throw<TrestleException>(action).Problems.Single().Code;

    private static FittedPlan Fit(IRowStep step, RowBlock block) =>
        new RowPlan([step]).Fit(TableBuilder.Source(block, 2), [FoldSet.Of([0, 1])], CancellationToken.None).Single().Plan;

    private static IEnumerable<string> Table(IRowStep step, RowBlock block) => Table(step, Sample, block);

    private static IEnumerable<string> Table(IRowStep step, RowBlock training, RowBlock block)
    {
        var output = Fit(step, training).Bind().Apply(block);
        return output.Schema.Columns.Select(
            column => FormattableString.Invariant($"{column.Name}: ") + string.Join(' ', TableBuilder.Values(output, column.Name)));
    }

    private static void Near(IReadOnlyList<object?> actual, params double[] expected) =>
        actual.Cast<double>().Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-15);
}
