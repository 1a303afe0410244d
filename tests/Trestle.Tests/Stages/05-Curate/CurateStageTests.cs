using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Curate;

/// <summary>The typed table that stage 5 writes.</summary>
public sealed class CurateStageTests
{
    private static readonly string Csv = "n,d,t,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
        $" {i}.5,2024-01-0{(i % 9) + 1},{"aB"[i % 2]}{"xyz"[i % 3]},{(i % 2 == 0 ? "yes" : "no")}\n")) + "7,2024-01-01,ax,\n";

    [Fact]
    public async Task The_rows_that_stay_are_typed_and_counted()
    {
        using var project = new TestProject(TestProject.Small, Csv);
        var result = await project.RunAsync(Stage.Curate);
        var curated = result.Artifacts.Read(Artifact.CuratedTable);
        curated.Rows.ShouldBe(60);
        curated.Split.Sum(part => part.Rows).ShouldBe(60);
        curated.Split.ShouldNotContain(part => part.Name == "without a target");
        curated.Columns.ShouldBe(
        [
            new CuratedColumn("n", ColumnType.Number, ColumnKind.Number),
            new CuratedColumn("d", ColumnType.Date, ColumnKind.Number),
            new CuratedColumn("t", ColumnType.Text, ColumnKind.Text),
        ]);
    }

    [Fact]
    public async Task Values_are_in_one_form_and_the_label_is_a_number()
    {
        var rows = await StageProbe.LookAsync(Stage.ExtractFeatures, TestProject.Small, Csv, (context, cancellation) =>
        {
            var table = context.Tables.Open(context.Store.PathOf(context.Read(Artifact.CuratedTable).Table), cancellation);
            return RowBlock.Join(table.Schema, [.. table.Scan(null, null, cancellation)]);
        }, TestContext.Current.CancellationToken);
        rows.Rows.ShouldBe(60);
        TableBuilder.Values(rows, "n").Take(2).ShouldBe([0.5, 1.5]);
        TableBuilder.Values(rows, "t").Take(4).ShouldBe(["ax", "by", "az", "bx"]);
        TableBuilder.Values(rows, ReservedColumns.Label).Take(3).ShouldBe([1.0, 0.0, 1.0]);
        var day = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        TableBuilder.Values(rows, "d").Take(2)
            .ShouldBe([(day - DateTime.UnixEpoch).TotalMicroseconds, (day.AddDays(1) - DateTime.UnixEpoch).TotalMicroseconds]);
    }

    [Fact]
    public async Task The_plan_of_a_row_is_that_of_stage_3_followed_by_that_of_stage_4()
    {
        using var project = new TestProject(TestProject.Small, Csv);
        var artifacts = (await project.RunAsync(Stage.Curate)).Artifacts;
        var steps = artifacts.Read(Artifact.CleanPlan).Steps.Concat(artifacts.Read(Artifact.StandardPlan).Steps);
        Documents.Write(artifacts.Read(Artifact.CurationPlan).Steps).ShouldBe(Documents.Write(steps));
    }

    [Fact]
    public async Task The_card_tells_the_table_and_what_was_left_out()
    {
        using var project = new TestProject(TestProject.Small, Csv);
        var card = (await project.ReadAsync(Stage.Curate, Artifact.DataCard)).Markdown;
        card.ShouldContain("small");
        card.ShouldContain("60");
        card.ShouldContain("their target is empty");
    }

    [Fact]
    public async Task Derived_columns_are_computed_in_an_order_that_works_and_typed()
    {
        const string Settings = TestProject.Small + """
            curate:
              derive:
                twice: half * 4
                half: n / 2
                late: d >= '2024-01-05'
                next: d + 1d
                joined: concat(t, '-', if(late, 'late', 'early'))

            """;
        using var project = new TestProject(Settings, Csv);
        var artifacts = (await project.RunAsync(Stage.Curate)).Artifacts;
        var curated = artifacts.Read(Artifact.CuratedTable);
        curated.Columns.Skip(3).Select(column => (column.Name, column.Type, string.Join(' ', column.From!), column.Distinct)).ShouldBe(
        [
            ("half", ColumnType.Number, "n", null), ("late", ColumnType.Boolean, "d", null), ("next", ColumnType.Date, "d", null),
            ("joined", ColumnType.Text, "t d", 12), ("twice", ColumnType.Number, "n", null),
        ]);
        artifacts.Read(Artifact.DataCard).Markdown.ShouldContain("| twice | number | `half * 4` | n |");
        var rows = await StageProbe.LookAsync(Stage.ExtractFeatures, Settings, Csv, (context, cancellation) =>
        {
            var table = context.Tables.Open(context.Store.PathOf(context.Read(Artifact.CuratedTable).Table), cancellation);
            return RowBlock.Join(table.Schema, [.. table.Scan(null, null, cancellation)]);
        }, TestContext.Current.CancellationToken);
        TableBuilder.Values(rows, "twice").Take(3).ShouldBe([1.0, 3.0, 5.0]);
        TableBuilder.Values(rows, "joined").Take(5).ShouldBe(["ax-early", "by-early", "az-early", "bx-early", "ay-late"]);
    }

    [Fact]
    public async Task A_filter_keeps_the_rows_for_which_it_is_true_and_counts_the_others()
    {
        using var project = new TestProject(TestProject.Small + "curate: {derive: {big: n > 29}, filter: big or t = 'AX'}\n", Csv);
        var artifacts = (await project.RunAsync(Stage.Curate)).Artifacts;
        var curated = artifacts.Read(Artifact.CuratedTable);
        curated.Rows.ShouldBe(36);
        curated.Split.Sum(part => part.Rows).ShouldBe(36);
        curated.Filtered.ShouldBe(new DroppedRows("filter", 24, "they do not meet the condition big or t = 'AX'"));
        artifacts.Read(Artifact.DataCard).Markdown.ShouldContain("24 removed by the filter");
        RunLosses.Of(artifacts).ShouldContain("24 rows removed by the filter: they do not meet the condition big or t = 'AX'");
    }

    [Theory]
    [InlineData("curate: {derive: {n: n + 1}}", "TR0560", "there is already a column 'n'")]
    [InlineData("curate: {derive: {y: n + 1}}", "TR0560", "there is already a column 'y'")]
    [InlineData("curate: {derive: {__row: n + 1}}", "TR0560", "there is already a column '__row'")]
    [InlineData("curate: {derive: {a: b + 1, b: a + 1}}", "TR0561", "the derived columns 'a', 'b' are made from each other")]
    [InlineData("curate: {derive: {a: a + 1}}", "TR0561", "the derived columns 'a' are made from each other")]
    [InlineData("curate: {derive: {a: 1 + 1}}", "TR0562", "the derived column 'a' is the same in all rows")]
    [InlineData("curate: {derive: {a: d - d}}", "TR2375", "a duration")]
    [InlineData("curate: {derive: {a: y = 'yes'}}", "TR2371", "there is no column 'y'")]
    [InlineData("curate: {filter: n}", "TR2374", "the expression is a number")]
    [InlineData("curate: {filter: n < 0}", "TR0501", "no row of the")]
    [InlineData("curate: {filter: n <}", "TR2370", "the end of the expression")]
    public async Task What_cannot_be_derived_or_filtered_is_refused_with_its_place(string settings, string code, string found)
    {
        using var project = new TestProject(TestProject.Small + settings + "\n", Csv);
        var problem = (await project.FailsAsync(Stage.Curate)).Problems.Single();
        problem.Code.ShouldBe(code);
        problem.Found.ShouldContain(found);
        problem.Where.ShouldContain(code == "TR0501" ? "stage 5" : "trestle.yaml:7:");
    }

    [Fact]
    public async Task All_mistakes_in_derived_columns_are_told_together()
    {
        using var project = new TestProject(TestProject.Small + "curate: {derive: {a: m + 1, b: t + 1}}\n", Csv);
        (await project.FailsAsync(Stage.Curate)).Problems.Select(problem => problem.Code).ShouldBe(["TR2371", "TR2373"]);
    }
}
