using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
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
}
