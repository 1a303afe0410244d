using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>Every kind of bad data: a number, what was found, and what to do; the good rows go on.</summary>
public sealed class BadDataTests
{
    [Fact]
    public async Task A_constant_target_leaves_nothing_to_predict()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60, _ => "yes"));
        (await project.FailsAsync(Stage.ValidateData)).Problems[0].Code.ShouldBe("TR0212");
    }

    [Fact]
    public async Task A_target_without_a_value_is_no_target()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60, _ => "NA"));
        var problem = (await project.FailsAsync(Stage.ValidateData)).Problems[0];
        problem.Code[..4].ShouldBeOneOf("TR01", "TR02", "TR00");
        problem.Found.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_class_of_one_row_cannot_stand_in_every_fold()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60, i => i == 7 ? "rare" : i % 2 == 0 ? "yes" : "no"));
        var error = await project.FailsAsync();
        error.Problems[0].Code.ShouldBe("TR0204");
        error.Problems[0].Found.ShouldContain("'rare'");
    }

    [Theory]
    [InlineData("log-loss")]
    [InlineData("auc-ovr")]
    public async Task A_class_of_fewer_rows_than_folds_is_learned_and_told(string metric)
    {
        using var project = new TestProject(
            TestProject.Small.Replace("folds: 3", "folds: 5", StringComparison.Ordinal)
                .Replace("train: {", $"train: {{metric: {metric}, ", StringComparison.Ordinal),
            "x,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i =>
                $"{(i * 7 % 11) + (i / 1000.0)},{(i is 7 or 60 or 120 or 180 ? "rare" : i * 7 % 11 > 5 ? "yes" : "no")}\n")));
        var artifacts = (await project.RunAsync()).Artifacts;
        artifacts.Read(Artifact.Contract).Classes.ShouldBe(["no", "rare", "yes"]);
        artifacts.Read(Artifact.DataReport).Doubts.ShouldContain(doubt => doubt.StartsWith("the class 'rare' of the target 'y' has "));
    }

    [Fact]
    public async Task A_ragged_row_goes_to_quarantine_and_the_others_go_on()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(100) + "1,a\n");
        var result = await project.RunAsync(Stage.ValidateData);
        var quarantine = result.Artifacts.Read(Artifact.Quarantine);
        quarantine.Rows.ShouldBe(1);
        quarantine.Samples[0].Line.ShouldBe(102);
        result.Artifacts.Read(Artifact.RawTable).Rows.ShouldBe(100);
    }

    [Fact]
    public async Task Many_ragged_rows_are_refused_by_the_gate()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60) + string.Concat(Enumerable.Repeat("1,a\n", 40)));
        var error = await project.FailsAsync(Stage.ValidateData);
        error.ExitCode.ShouldBe(ExitCode.Refused);
        error.Problems[0].Code.ShouldBe("TR0201");
    }

    [Fact]
    public async Task A_declared_encoding_is_read()
    {
        using var project = new TestProject(
            TestProject.Small.Replace("source: data.csv", "source: {path: data.csv, encoding: windows-1252}"),
            Encoding.Latin1.GetBytes(TestProject.Rows(60).Replace(",a,", ",é,")));
        (await project.ReadAsync(Stage.ValidateData, Artifact.Contract)).Find("z")!.Values.ShouldBe(["b", "c", "é"]);
    }

    [Fact]
    public async Task A_cell_of_ten_megabytes_is_read_and_found_to_be_no_category()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60) + $"0.5,{new string('q', 10_000_000)},yes\n");
        (
            await project.ReadAsync(Stage.ValidateData, Artifact.DataReport)).Columns.Single(
                column => column.Name == "z").Distinct.ShouldBe(4);
    }

    [Fact]
    public async Task Numbers_in_three_locales_are_refused_until_somebody_decides()
    {
        string[] forms = ["1.234,50", "1,234.50", "1 234,50"];
        using var project = new TestProject(
            TestProject.Small,
            "x;z;y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{forms[i % 3]};a;{(i % 2 == 0 ? "yes" : "no")}\n")));
        var error = await project.FailsAsync(Stage.ValidateData);
        error.ExitCode.ShouldBe(ExitCode.Refused);
        error.Problems[0].ToString().ShouldContain("locale");
        error.Problems[0].ToString().ShouldContain("decimal-mark");
    }

    [Fact]
    public async Task A_decimal_comma_is_understood()
    {
        using var project = new TestProject(
            TestProject.Small, "x;z;y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{i},5;a;{(i % 2 == 0 ? "yes" : "no")}\n")));
        var column = (await project.ReadAsync(Stage.ValidateData, Artifact.Contract)).Find("x")!;
        column.DecimalMark.ShouldBe(',');
        column.Max.ShouldNotBeNull().ShouldBeInRange(80, 89.5);
    }

    [Fact]
    public async Task A_date_column_in_two_formats_is_read_in_both()
    {
        using var project = new TestProject(TestProject.Small, "x,z,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i =>
            $"{(i % 3 == 0 ? $"{(i % 28) + 1:00}.03.2024" : $"2024-03-{(i % 28) + 1:00}")},a,{(i % 2 == 0 ? "yes" : "no")}\n")));
        var contract = await project.ReadAsync(Stage.ValidateData, Artifact.Contract);
        contract.Find("x")!.Type.ShouldBe(ColumnType.Date);
        contract.Find("x")!.Formats.ShouldBe(["yyyy-MM-dd", "dd.MM.yyyy"]);
        (await project.ReadAsync(Stage.ValidateData, Artifact.Quarantine)).Rows.ShouldBe(0);
    }

    [Fact]
    public async Task A_few_cells_that_are_no_numbers_go_to_quarantine_with_their_row_and_text()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(200) + "oops,a,yes\n");
        var quarantine = await project.ReadAsync(Stage.ValidateData, Artifact.Quarantine);
        quarantine.Samples.ShouldHaveSingleItem().ShouldBe(new BadRow(201, null, "x", "x is not a number with a decimal '.'", "oops"));
    }

    [Fact]
    public async Task Values_of_private_columns_are_in_no_report()
    {
        using var project = new TestProject(TestProject.Small + "private: [x]\n", TestProject.Rows(200) + "secret-4711,a,yes\n");
        var result = await project.RunAsync(Stage.Curate);
        foreach (var place in result.Artifacts.Places.Where(place => place.Name is not "table"))
        {
            Encoding.UTF8.GetString(
                new Trestle.Storage.Blobs.ContentStore(Path.Combine(project.Path_, ".trestle", "store")).Get(place.Hash))
                    .ShouldNotContain("secret-4711");
        }
    }
}
