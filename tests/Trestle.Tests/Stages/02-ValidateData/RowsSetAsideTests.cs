using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>Rows without a time, without a group, and classes that only rows in quarantine have.</summary>
public sealed class RowsSetAsideTests
{
    [Theory]
    [InlineData("time: t\n", "t is not a date written yyyy-MM-dd: 'soon' (1 row); 1 row (0.8 %)")]
    [InlineData("time: t\nignore: [t]\n", "t is not a time: 'soon' (1 row); 1 row (0.8 %)")]
    public async Task A_row_without_a_time_goes_to_quarantine_by_name(string settings, string unreadable)
    {
        using var project = new TestProject(
            TestProject.Small + settings,
            With("t", i => i switch { 20 => "", 21 => "NA", 22 => "soon", _ => $"2024-{1 + (i / 28):00}-{1 + (i % 28):00}" }));
        var result = await project.RunAsync(Stage.Clean);

        var raw = result.Artifacts.Read(Artifact.RawTable);
        raw.Split.Single(part => part.Name == "without a time").Rows.ShouldBe(3);
        result.Artifacts.Read(Artifact.Quarantine).RowNumbers.ShouldBe([21, 22, 23]);
        result.Artifacts.Read(Artifact.CleanTable).RowNumbers.ShouldBe([21, 22, 23]);
        RunLosses.Of(result.Artifacts).ShouldBe(["t is missing; 2 rows (1.7 %)", unreadable]);
    }

    [Fact]
    public async Task Rows_without_a_group_are_told()
    {
        using var project = new TestProject(TestProject.Small + "group: g\n", With("g", i => i % 4 == 0 ? "" : $"g{i % 20}"));
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);

        raw.Notes.ShouldBe(["30 rows without a value of 'g': each is a group of its own"]);
        raw.Split.Where(part => part.Fold >= -1).Sum(part => part.Rows).ShouldBe(120);
    }

    [Fact]
    public async Task A_class_whose_rows_are_all_in_quarantine_is_no_class()
    {
        var lines = TestProject.Rows(200).TrimEnd().Split('\n');
        for (var i = 0; i < 4; i++)
        {
            lines[10 + (40 * i)] = $"oops{i},a,broken";
        }

        using var project = new TestProject(TestProject.Small, string.Join('\n', lines) + "\n");
        var result = await project.RunAsync(Stage.ValidateData);

        var contract = result.Artifacts.Read(Artifact.Contract);
        (contract.Task, string.Join(' ', contract.Classes)).ShouldBe((Trestle.Core.Schema.TaskKind.Binary, "no yes"));
        result.Artifacts.Read(Artifact.Quarantine).RowNumbers.ShouldBe([10, 50, 90, 130]);
        result.Artifacts.Read(Artifact.DataReport).Notes.ShouldContain(
            "'broken' of the target 'y' is not a class: all of its rows in the training part are in quarantine");
    }

    [Fact]
    public async Task A_declared_class_is_not_told_as_no_value()
    {
        using var project = new TestProject(
            TestProject.Small + "columns: {y: {null-tokens: []}}\n", TestProject.Rows(120, i => new[] { "null", "low", "high" }[i % 3]));
        var result = await project.RunAsync(Stage.ValidateData);

        result.Artifacts.Read(Artifact.Contract).Classes.ShouldBe(["high", "low", "null"]);
        RunLosses.Of(result.Artifacts).ShouldBeEmpty();
    }

    private static string With(string column, Func<int, string> value) => string.Join(
        '\n',
        [.. TestProject.Rows(120).TrimEnd().Split('\n').Select((line, i) => $"{(i == 0 ? column : value(i - 1))},{line}"), ""]);
}
