using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>Branches that hold a plan, as ensembles make them.</summary>
public sealed class BranchTests
{
    private static readonly RowBlock Rows = new TableBuilder()
        .Texts("city", "a", "b", null, "c")
        .Numbers("age", 1, double.NaN, 3, -0.0)
        .Numbers("unused", 9, 9, 9, 9)
        .Block();

    private static readonly FittedPlan Inner = new(
        Rows.Schema,
        [
            new FittedKeep(["city", "age"]),
            new FittedImpute([new FilledNumber("age", 0.25)], [], Indicator: true),
            new FittedOrdinalEncode([new OrdinalColumn("city", ["a", "b"])], UnseenAs.Code),
        ]);

    private static readonly FittedPlan Plan = new(
        Rows.Schema, [FittedBranch.Of("one/", Inner), FittedBranch.Of("two/", Inner with { Steps = [Inner.Steps[0]] })]);

    [Fact]
    public void What_comes_out_of_the_plan_stands_under_the_prefix_and_the_columns_stay()
    {
        var output = Plan.Bind().Apply(Rows);
        output.Schema.Columns.Select(column => column.Name)
            .ShouldBe(["city", "age", "unused", "one/city", "one/age", "one/age.missing", "two/city", "two/age"]);
        TableBuilder.Values(output, "one/city").ShouldBe([0.0, 1.0, double.NaN, 2.0]);
        TableBuilder.Values(output, "one/age").ShouldBe([1.0, 0.25, 3.0, -0.0]);
        output.Raw(output.Schema.Find("two/age")).ShouldBeSameAs(Rows.Raw(1));
    }

    [Fact]
    public void Blocks_of_one_give_the_same_and_so_does_the_plan_that_was_saved()
    {
        var saved = PlanJson.Write(Plan);
        var read = PlanJson.Read(saved);
        PlanJson.Write(read).ShouldBe(saved);
        var bound = read.Bind();
        BlockAssert.Same(RowBlock.Join(bound.Output, [.. BlockAssert.Singles(Rows).Select(bound.Apply)]), Plan.Bind().Apply(Rows));
    }

    [Fact]
    public void A_trimmed_plan_asks_for_what_its_steps_read()
    {
        Inner.Reads("unused").ShouldBeFalse();
        Inner.Reads("age").ShouldBeTrue();
        Inner.Trimmed().Input.Columns.Select(column => column.Name).ShouldBe(["city", "age"]);
        Plan.Trimmed().Input.Count.ShouldBe(3, "the branches were not trimmed");
        new FittedPlan(Rows.Schema, [FittedBranch.Of("one/", Inner.Trimmed())]).Trimmed().Input.Columns.Select(column => column.Name)
            .ShouldBe(["city", "age"]);
    }

    [Theory]
    [InlineData("{\"step\":\"branch\",\"prefix\":\"x/\",\"input\":[{\"name\":\"nowhere\",\"kind\":\"text\"}],\"steps\":[]}", "TR0051")]
    [InlineData(
        "{\"step\":\"branch\",\"prefix\":\"x/\",\"input\":[],\"steps\":[{\"step\":\"trim\",\"columns\":[\"age\"],\"foldInner\":true}]}",
        "TR0051")]
    [InlineData(
        "{\"step\":\"branch\",\"prefix\":\"x/\",\"input\":[{\"name\":\"age\",\"kind\":\"number\"},"
            + "{\"name\":\"age\",\"kind\":\"number\"}],\"steps\":[]}",
        "TR0054")]
    [InlineData("{\"step\":\"branch\",\"prefix\":\"x/\",\"input\":[{\"name\":null,\"kind\":\"number\"}],\"steps\":[]}", "TR0054")]
    [InlineData("{\"step\":\"branch\",\"prefix\":\"x/\",\"input\":[{}],\"steps\":[]}", "TR0054")]
    [InlineData("{\"step\":\"branch\",\"prefix\":null,\"input\":[],\"steps\":[]}", "TR0054")]
    [InlineData("{\"step\":\"branch\",\"prefix\":\"x/\",\"input\":[],\"steps\":[null]}", "TR0054")]
    [InlineData("{\"step\":\"branch\",\"prefix\":\"x/\",\"input\":[],\"steps\":null}", "TR0054")]
    [InlineData("{\"step\":\"branch\",\"prefix\":\"x/\",\"input\":[],\"steps\":[{\"step\":\"nothing\"}]}", "TR0053")]
    [InlineData("{\"step\":\"branch\",\"prefix\":\"\",\"input\":[{\"name\":\"age\",\"kind\":\"number\"}],\"steps\":[]}", "TR0056")]
    [InlineData("{\"step\":\"branch\",\"prefix\":\"__\",\"input\":[{\"name\":\"age\",\"kind\":\"number\"}],\"steps\":[]}", "TR0055")]
    public void A_branch_that_cannot_be_is_refused(string step, string code) => Code(step).ShouldBe(code);

    [Fact]
    public void Branches_in_branches_end_where_the_depth_of_a_plan_ends()
    {
        var step = "{\"step\":\"trim\",\"columns\":[],\"foldInner\":true}";
        for (var depth = 0; depth < 5000; depth++)
        {
            step = $"{{\"step\":\"branch\",\"prefix\":\"x/\",\"input\":[],\"steps\":[{step}]}}";
            if (depth == 1)
            {
                PlanJson.Read(Document(step)).Steps.Count.ShouldBe(1);
            }
        }

        Code(step).ShouldBe("TR0054");
    }

    private static string Code(string step) =>
        Should.Throw<TrestleException>(() => PlanJson.Read(Document(step)), step).Problems.Single().Code;

    private static byte[] Document(string step) =>
        Encoding.UTF8.GetBytes(
            $$"""{"version":1,"input":[{"name":"city","kind":"text"},{"name":"age","kind":"number"}],"steps":[{{step}}]}""");
}
