using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>What stage 2 refuses: columns that the source does not have, and keys and classes that are none.</summary>
public sealed class ValidateDataRefusalTests
{
    [Theory]
    [InlineData("ignore: [q]", "TR0203", "there is no column 'q'")]
    [InlineData("private: [xx]", "TR0203", "there is no column 'xx'")]
    public async Task A_setting_that_does_not_fit_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, settings);
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    [Theory]
    [InlineData("%d/%m/%Y", "is a format of C: in .NET, %d/%m/%Y is dd/MM/yyyy")]
    [InlineData("YYYY-MM-DD", "has capital letters that mean nothing: years are y, days are d")]
    [InlineData("dd.MM", "has no year (yyyy)")]
    public async Task A_date_format_that_cannot_be_used_is_refused(string format, string fault)
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, $"columns: {{x: {{formats: ['{format}']}}}}");
        (problem.Code, problem.Found).ShouldBe(("TR0208", $"the format '{format}' of column 'x' {fault}"));
    }

    [Theory]
    [InlineData("formats: [dd/MM/yyyy]", "dd/MM/yyyy", "set columns.d.formats: [yyyy-MM-dd], or leave it out")]
    [InlineData("formats: [excel, unix-ms]", "excel or unix-ms", "set columns.d.formats: [yyyy-MM-dd], or leave it out")]
    public async Task A_date_format_that_reads_no_value_is_refused(string settings, string written, string fix)
    {
        var rows = string.Concat(Enumerable.Range(0, 120).Select(i => $"2024-01-{(i % 28) + 1:00},{(i % 3 == 0 ? "yes" : "no")}\n"));
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, $"columns: {{d: {{{settings}}}}}", "d,y\n" + rows);
        (problem.Code, problem.Found, problem.Fix).ShouldBe(
            ("TR0209", $"no value of column 'd' is a date written {written}; one is '2024-01-01'", fix));
    }

    [Theory]
    [InlineData("key: k", ", for example 'k0' (3 rows), 'k1' (3 rows), 'k10' (3 rows) and 37 more")]
    [InlineData("key: k\nprivate: [k]", "")]
    public async Task A_key_that_repeats_often_is_refused_with_examples_unless_it_is_private(string settings, string examples)
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, settings, Keyed(i => $"k{i / 3}"));
        (problem.Code, problem.Where).ShouldBe(("TR0206", "the key: k"));
        problem.Found.ShouldBe($"the key does not identify a row: 80 rows (66.7 %) repeat the key of an earlier row{examples}");
    }

    [Fact]
    public async Task A_key_that_repeats_in_at_most_one_row_of_a_hundred_loses_these_rows_by_name()
    {
        using var project = new TestProject(
            TestProject.Small + "key: k\n", Keyed(i => i is > 20 and < 25 ? "" : i == 110 ? "k5" : $"k{i}"));
        var result = await project.RunAsync(Stage.Clean);
        var clean = result.Artifacts.Read(Artifact.CleanTable);
        clean.RowNumbers.ShouldBe([111], "rows without a key repeat nothing");
        clean.Dropped.Select(dropped => (dropped.Rule, dropped.Rows)).ShouldBe([("duplicates", 1)]);
        RunLosses.Of(result.Artifacts).ShouldBe(["1 row removed as duplicates: they repeat an earlier row"]);
    }

    [Fact]
    public async Task Many_rare_classes_are_one_problem()
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, "", TestProject.Rows(200, i => $"user {i}"));
        problem.Code.ShouldBe("TR0207");
        problem.Found.ShouldContain("have fewer than 3 rows in the training part, among them 'user 10'");
    }

    private static string Keyed(Func<int, string> key) => string.Join(
        '\n', TestProject.Rows(120).TrimEnd().Split('\n').Select((line, i) => i == 0 ? $"k,{line}" : $"{key(i - 1)},{line}")) + "\n";
}
