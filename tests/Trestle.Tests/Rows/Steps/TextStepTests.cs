using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>Trim, null-tokens, case-fold, parse-*, keep, drop.</summary>
public sealed class TextStepTests
{
    [Fact]
    public void Trim_takes_unicode_white_space_off_both_ends()
    {
        string?[] texts = [" a ", "\t\u00A0b\u2003", "c  d", "", "   ", null, "\u200Be"];
        Run(new Trim(), texts).ShouldBe(["a", "b", "c  d", "", "", null, "\u200Be"]);
    }

    [Fact]
    public void Trim_can_fold_white_space_inside()
    {
        string?[] texts = ["a  b", "\u00A0a\tb\u2003\u2003c ", "a b", "", " ", "a\u00A0b", null, " a", "a "];
        Run(new Trim { FoldInner = true }, texts).ShouldBe(["a b", "a b c", "a b", "", "", "a b", null, "a", "a"]);
    }

    [Fact]
    public void Printed_numbers_look_like_those_of_a_text_file()
    {
        var block = new TableBuilder().Numbers("x", 7, -0.0, 2.5, 1e15, 1e300, double.NaN, double.PositiveInfinity).Block();
        Fit(new PrintNumber(), block).Bind(block.Schema).Apply(block).Texts(0).ToArray()
            .ShouldBe(["7", "0", "2.5", "1000000000000000", "1E+300", null, null]);
    }

    [Fact]
    public void Texts_that_need_no_change_keep_their_instances()
    {
        string?[] texts = ["a", "b c", null];
        var block = new TableBuilder().Texts("x", texts).Block();
        foreach (var step in new IRowStep[] { new Trim { FoldInner = true }, new CaseFold(), new NullTokens() })
        {
            Fit(step, block).Bind(block.Schema).Apply(block).Raw(0).ShouldBeSameAs(texts);
        }
    }

    [Fact]
    public void Case_fold_lowers_texts_by_the_invariant_culture() =>
        Run(new CaseFold(), "PARIS", "Straße", "ÅÄÖ", "İ", "I", null, "ok", "ΣΑΣ")
            .ShouldBe(["paris", "straße", "åäö", "İ".ToLowerInvariant(), "i", null, "ok", "σασ"]);

    [Fact]
    public void Null_tokens_become_no_value() =>
        Run(new NullTokens(), "", " ", "NA", "n/a", " NULL ", "-", "0", "none of it", "-999", null)
            .ShouldBe([null, null, null, null, null, null, "0", "none of it", "-999", null]);

    [Fact]
    public void Sentinel_numbers_become_no_value_whether_they_arrive_as_numbers_or_as_text()
    {
        foreach (var step in new[] { new NullTokens { Tokens = ["-999", "?"] }, new NullTokens { Tokens = ["?"], Numbers = [-999] } })
        {
            var texts = new TableBuilder().Texts("x", "-999", "-999.0", " ? ", "12", "-9999", null).Block();
            var plan = Fit(step, texts);
            Values(plan, texts).ShouldBe([null, null, null, "12", "-9999", null]);
            var numbers = new TableBuilder().Numbers("x", -999, 12, -9999, double.NaN).Block();
            Values(plan, numbers).ShouldBe([double.NaN, 12.0, -9999.0, double.NaN]);
        }
    }

    [Fact]
    public void Words_for_no_value_can_be_added_for_single_columns()
    {
        var block = new TableBuilder().Texts("x", "Unknown", "12", "---", "(999)").Texts("y", "Unknown", "12", "---", "(999)")
            .Numbers("z", -999, 12, 0, 1).Block();
        var plan = Fit(
            [new NullTokens { Tokens = ["", "---"] }, new NullTokens { Columns = ["x", "z"], Tokens = ["unknown", "-999"] }], block);
        Values(plan, block).ShouldBe([null, "12", null, null]);
        Values(plan, block, "y").ShouldBe(["Unknown", "12", null, "(999)"]);
        Values(plan, block, "z").ShouldBe([double.NaN, 12.0, 0.0, 1.0]);
    }

    [Fact]
    public void Numbers_are_multiplied_by_what_stands_next_to_them()
    {
        var step = new ParseNumber { Affixes = new Dictionary<string, double> { ["%"] = 0.01, ["k"] = 1000, ["$"] = 1 } };
        Run(step, "57%", "$1.2k", "(3)", "5 kg", null, "x").ShouldBe([0.57, 1200.0, -3.0, double.NaN, double.NaN, double.NaN]);
        var block = new TableBuilder().Texts("x", "57%").Block();
        var fitted = (FittedParseNumber)Fit(step, block).Steps.Single();
        fitted.Affixes.ShouldBe([new("$", 1), new("%", 0.01), new("k", 1000)]);
        Values(PlanJson.Read(PlanJson.Write(Fit(step, block))), block).ShouldBe([0.57]);
    }

    [Fact]
    public void A_plan_of_before_affixes_is_read() => Encoding.UTF8.GetString(PlanJson.Write(PlanJson.Read("""
        {"version":1,"input":[{"name":"x","kind":"text"}],"steps":[{"step":"parse-number","columns":["x"],"decimalMark":"."}]}
        """u8))).ShouldContain("\"decimalMark\":\".\"");

    [Fact]
    public void Numbers_truths_and_dates_are_parsed_and_what_is_none_becomes_no_value()
    {
        Run(new ParseNumber(), "1,234.5", "x", null, "-0").ShouldBe([1234.5, double.NaN, double.NaN, -0.0]);
        Run(new ParseNumber { DecimalMark = ',' }, "1,234", "1.234").ShouldBe([1.234, 1234.0]);
        Run(new ParseBoolean(), "Yes", "off", "maybe", null).ShouldBe([1.0, 0.0, double.NaN, double.NaN]);
        Run(new ParseDate(), "1970-01-02", "02/01/1970", null).ShouldBe([86_400e6, double.NaN, double.NaN]);
        Run(new ParseDate { Formats = ["dd/MM/yyyy"] }, "1970-01-02", "02/01/1970").ShouldBe([double.NaN, 86_400e6]);
    }

    [Fact]
    public void A_plan_fitted_to_texts_serves_numbers_too()
    {
        var texts = new TableBuilder().Texts("price", " 1.5 ", "n/a", "7").Texts("open", "yes", "no", "")
            .Texts("day", "1970-01-01", "1970-01-02", "?").Block();
        var plan = Fit(
            [
                new Trim(), new NullTokens(), new CaseFold(), new ParseNumber { Columns = ["price"] },
                new ParseBoolean { Columns = ["open"] }, new ParseDate { Columns = ["day"] }],
            texts);
        var numbers = new TableBuilder().Numbers("price", 1.5, double.NaN, 7).Numbers("open", 1, 0, double.NaN)
            .Numbers("day", 0, 86_400e6, double.NaN).Block();
        BlockAssert.Same(plan.Bind(numbers.Schema).Apply(numbers), plan.Bind().Apply(texts));
        BlockAssert.Same(plan.Bind(numbers.Schema).Apply(numbers), numbers);
    }

    [Fact]
    public void A_number_cannot_stand_in_for_a_category()
    {
        var texts = new TableBuilder().Texts("city", "a", "b").Block();
        var numbers = new TableBuilder().Numbers("city", 1, 2).Block();
        Should.Throw<TrestleException>(() => Fit(new OneHot(), texts).Bind(numbers.Schema)).Problems.Single().Code.ShouldBe("TR0052");
    }

    [Fact]
    public void Keep_and_drop_choose_columns_in_the_order_of_the_data()
    {
        var block = new TableBuilder().Numbers("a", 1).Texts("b", "x").Numbers("c", 3).Numbers(ReservedColumns.Label, 0).Block();
        Names(new Keep { Columns = ["c", "a"] }, block).ShouldBe(["a", "c", "__label"]);
        Names(new Drop { Columns = ["a", "b", "a"] }, block).ShouldBe(["c", "__label"]);
    }

    [Fact]
    public void Bad_settings_are_named()
    {
        var block = new TableBuilder().Texts("x", "a").Numbers("n", 1).Block();
        foreach (var (step, where) in new (IRowStep, string)[]
        {
            (new Keep(), "step 'keep', columns"),
            (new Drop(), "step 'drop', columns"),
            (new DateParts(), "step 'date-parts', columns"),
            (new ParseNumber { DecimalMark = ';' }, "step 'parse-number', decimal-mark"),
            (new ParseNumber { Affixes = new Dictionary<string, double> { ["x1"] = 1 } }, "step 'parse-number', affixes"),
            (new ParseNumber { Form = "fortnight" }, "step 'parse-number', form"),
            (new ParseNumber { Form = "degrees", Affixes = new Dictionary<string, double> { ["$"] = 1 } }, "step 'parse-number', form"),
            (new ParseNumber { Affixes = new Dictionary<string, double> { ["kg"] = 0 } }, "step 'parse-number', affixes"),
            (new ParseDate { Formats = [] }, "step 'parse-date', formats"),
            (new ParseDate { Formats = ["yyyy-mm-dd"] }, "step 'parse-date', formats"),
            (new Impute { Strategy = ImputeStrategy.Constant }, "step 'impute', constant"),
            (new Impute { Strategy = ImputeStrategy.Constant, Constant = "x", Columns = ["n"] }, "step 'impute', constant"),
            (new Clip { Low = 0.9, High = 0.1 }, "step 'clip', low"),
            (new Clip { Low = -1 }, "step 'clip', low"),
            (new Clip { High = 1.5 }, "step 'clip', high"),
            (new Clip { Bounds = ClipBounds.Values, High = double.NaN }, "step 'clip', high"),
            (new RobustScale { Low = 0.75, High = 0.25 }, "step 'robust-scale', low"),
            (new RobustScale { Low = double.NaN }, "step 'robust-scale', low"),
            (new OneHot { MaxCategories = 0 }, "step 'one-hot', max-categories"),
            (new OneHot { MinFrequency = double.NaN }, "step 'one-hot', min-frequency"),
        })
        {
            var problem = Should.Throw<TrestleException>(() => Fit(step, block), where).Problems.Single();
            (problem.Code, problem.Where).ShouldBe(("TR0057", where));
        }
    }

    [Fact]
    public void The_catalogue_offers_the_nearest_name()
    {
        StepCatalog.Find("trim").ShouldBe(new StepEntry("trim", typeof(Trim), typeof(FittedTrim)));
        StepCatalog.NameOf(new OneHot()).ShouldBe("one-hot");
        StepCatalog.All.Select(entry => entry.Name).ShouldBeUnique();
        var problem = Should.Throw<TrestleException>(() => StepCatalog.Find("one_hot")).Problems.Single();
        (problem.Code, problem.Fix).ShouldBe(("TR0053", "did you mean 'one-hot'?"));
    }

    internal static FittedPlan Fit(IRowStep step, RowBlock block) => Fit([step], block);

    internal static FittedPlan Fit(IReadOnlyList<IRowStep> steps, RowBlock block) =>
        new RowPlan(steps).Fit(TableBuilder.Source(block), [FoldSet.Of([0])], CancellationToken.None).Single().Plan;

    internal static IReadOnlyList<object?> Values(FittedPlan plan, RowBlock block, string column = "x") =>
        TableBuilder.Values(plan.Bind(block.Schema).Apply(block), column);

    private static IReadOnlyList<object?> Run(IRowStep step, params string?[] texts)
    {
        var block = new TableBuilder().Texts("x", texts).Block();
        return Values(Fit(step, block), block);
    }

    private static IEnumerable<string> Names(IRowStep step, RowBlock block) =>
        Fit(step, block).Bind(block.Schema).Output.Columns.Select(column => column.Name);
}
