using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>What stage 1 writes.</summary>
public sealed class IngestStageTests
{
    [Fact]
    public async Task The_snapshot_knows_its_file_its_columns_and_where_its_rows_went()
    {
        var csv = TestProject.Rows(120);
        using var project = new TestProject(TestProject.Small, csv);
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Files.ShouldBe([new SourceFile("data.csv", ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(csv)), csv.Length, 120)]);
        (raw.Format, raw.Rows, raw.UnreadableRows, raw.Time).ShouldBe(("csv", 120, 0, null));
        raw.Columns.ShouldBe(["x", "z", "y"]);
        raw.Split.Select(part => (part.Name, part.Fold)).ShouldBe([("test part", -1), ("fold 0", 0), ("fold 1", 1), ("fold 2", 2)]);
        raw.Split.Sum(part => part.Rows).ShouldBe(120);
        raw.Split[0].Rows.ShouldBeInRange(20, 28);
        project.Store.Get(raw.Table).Length.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task Rows_without_a_target_are_in_no_part_that_trains_or_tests()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60) + "0.5,a,\n0.6,b,\n");
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Split.Single(part => part.Name == "without a target").ShouldBe(new SplitPart("without a target", -2, 2));
        raw.Split.Where(part => part.Fold >= -1).Sum(part => part.Rows).ShouldBe(60);
    }

    [Fact]
    public async Task By_time_the_last_rows_test_and_each_fold_is_later_than_the_one_before()
    {
        const string Settings = "name: small\nsource: data.csv\ntarget: y\ntime: day\nsplit: {folds: 3, test: 25%}\n";
        using var project = new TestProject(Settings, "day,x,y\n" + string.Concat(Enumerable.Range(0, 80)
            .Select(i => $"{new DateTime(2024, 1, 1).AddDays(i):yyyy-MM-dd},{i % 7},{(i % 2 == 0 ? "yes" : "no")}\n")));
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Time.ShouldBe("day");
        raw.SplitBy.ShouldContain("time");
        raw.Split.Select(part => part.Rows).ShouldBe([20, 20, 20, 20]);
    }

    [Fact]
    public async Task Too_few_rows_for_the_folds_are_refused()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(5));
        (await project.FailsAsync(Stage.Ingest)).Problems.ShouldHaveSingleItem().Found.ShouldContain("5");
    }
}
