using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Every kind of bad source: a number, what was found, and what to do; nothing else stops.</summary>
public sealed class BadSourceTests
{
    [Fact]
    public async Task A_source_that_is_not_there_is_named()
    {
        using var project = new TestProject(TestProject.Small.Replace("data.csv", "dta.csv"), TestProject.Rows(60));
        var problem = (await project.FailsAsync(Stage.Ingest)).Problems.ShouldHaveSingleItem();
        problem.ToString().ShouldContain("dta.csv");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    public async Task An_empty_file_is_said_to_be_empty(string csv)
    {
        using var project = new TestProject(TestProject.Small, csv);
        (await project.FailsAsync(Stage.Ingest)).ExitCode.ShouldBe(ExitCode.Mistake);
    }

    [Fact]
    public async Task A_header_without_rows_is_said_to_have_none()
    {
        using var project = new TestProject(TestProject.Small, "x,z,y\n");
        (await project.FailsAsync(Stage.Ingest)).Problems[0].Code.ShouldBe("TR0104");
    }

    [Fact]
    public async Task One_column_is_too_few_and_the_delimiter_is_asked_for()
    {
        using var project = new TestProject(TestProject.Small, "y\nyes\nno\n");
        var problem = (await project.FailsAsync(Stage.Ingest)).Problems[0];
        problem.Code.ShouldBe("TR0103");
        problem.Fix.ShouldContain("delimiter");
    }

    [Fact]
    public async Task A_missing_target_brings_the_nearest_column_and_its_place_in_the_configuration()
    {
        using var project = new TestProject(TestProject.Small.Replace("target: y", "target: yy"), TestProject.Rows(60));
        var problem = (await project.FailsAsync(Stage.Ingest)).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("TR0102");
        problem.Where.ShouldEndWith("trestle.yaml:3:9");
        problem.Fix.ShouldBe("did you mean 'y'?");
    }

    [Fact]
    public async Task Two_columns_of_one_name_get_names_of_their_own_and_it_is_told()
    {
        var rows = TestProject.Rows(60).TrimEnd().Split('\n').Select((line, i) => i == 0 ? $"x,{line}" : $"1,{line}");
        using var project = new TestProject(TestProject.Small, string.Join('\n', rows));
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Columns.Take(2).ShouldBe(["x", "x_2"]);
        raw.Notes.ShouldContain(note => note.Contains("'x_2'"));
    }

    [Fact]
    public async Task A_broken_quote_does_not_swallow_the_file()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(100) + "1,\"a,yes\n");
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Rows.ShouldBe(100);
        raw.UnreadableRows.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_with_a_NUL_byte_goes_to_quarantine_and_the_others_go_on()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(100) + "0.5,a\0b,yes\n");
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Rows.ShouldBe(100);
        raw.Unreadable.ShouldHaveSingleItem().Line.ShouldBe(102);
    }

    [Fact]
    public async Task Text_in_windows_1252_is_read_and_told()
    {
        using var project = new TestProject(TestProject.Small, Encoding.Latin1.GetBytes(TestProject.Rows(60).Replace(",a,", ",é,")));
        var result = await project.RunAsync(Stage.ValidateData);
        result.Artifacts.Read(Artifact.Contract).Find("z")!.Values.ShouldBe(["b", "c", "é"]);
        result.Artifacts.Read(Artifact.DataReport).Notes.ShouldContain(note => note.Contains("windows-1252"));
    }

    [Fact]
    public async Task Text_in_several_encodings_is_not_guessed_at()
    {
        var rows = TestProject.Rows(60).Replace(",a,", ",é,");
        using var project = new TestProject(
            TestProject.Small, [.. Encoding.UTF8.GetBytes(rows), .. Encoding.Latin1.GetBytes(rows[(rows.IndexOf('\n') + 1)..])]);
        var problem = (await project.FailsAsync(Stage.Ingest)).Problems[0];
        problem.Fix.ShouldContain("encoding");
    }

    [Fact]
    public async Task The_export_of_a_spreadsheet_is_read()
    {
        using var project = new TestProject(TestProject.Small, Encoding.Latin1.GetBytes(TestProject.Rows(60).Replace(",a,", ",é,")));
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Rows.ShouldBe(60);
    }

    [Fact]
    public async Task Two_thousand_columns_go_through_the_split()
    {
        var names = string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"c{i}"));
        var values = string.Join(',', Enumerable.Repeat("1", 1_999));
        var text = new StringBuilder($"{names},y\n");
        for (var i = 0; i < 20; i++)
        {
            text.Append($"{i},{values},{(i % 2 == 0 ? "yes" : "no")}\n");
        }

        using var project = new TestProject(TestProject.Small, text.ToString());
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Columns.Count.ShouldBe(2_001);
    }
}
