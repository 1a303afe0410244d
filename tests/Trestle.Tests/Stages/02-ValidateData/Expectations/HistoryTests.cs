using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>Expectations that compare a table with a file, or with the tables of earlier runs.</summary>
public sealed class HistoryTests
{
    private static readonly DateTimeOffset Monday = new(2024, 4, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_table_is_compared_with_that_of_the_latest_run_whose_data_differs()
    {
        const string Setting = "validate-data: {expectations: [{ks-distance: {column: x, severity: warning}}, "
            + "{population-stability: {column: z, severity: warning}}, {chi-square: {column: y, severity: warning}}]}\n";
        using var project = new TestProject(TestProject.Small + Setting, TestProject.Rows(300));
        (await ChecksAsync(project)).ShouldAllBe(check => check.Passed && check.Found == "no earlier run to compare with");

        var shifted = TestProject.Rows(300, seed: 2).Replace("0.", "1.").Replace(",a,", ",b,");
        await File.WriteAllTextAsync(Path.Combine(project.Path_, "data.csv"), shifted, TestContext.Current.CancellationToken);
        (await ChecksAsync(project)).Select(check => (check.Name, check.Passed)).ShouldBe(
            [("ks-distance", false), ("population-stability", false), ("chi-square", true)]);
        var again = await ChecksAsync(project);
        again.Single(check => check.Name == "ks-distance").Found.ShouldBe("1");
    }

    [Fact]
    public async Task A_table_is_compared_with_a_file_and_judged_again_when_the_file_changes()
    {
        const string Setting = "validate-data: {expectations: [{wasserstein-distance: {column: x, reference: old.csv, severity: warning}}, "
            + "{jensen-shannon-distance: {column: q, reference: old.csv, severity: warning}}]}\n";
        var rows = TestProject.Rows(300);
        using var project = new TestProject(TestProject.Small + Setting, rows.Replace("x,z,y", "x,q,y"));
        var file = Path.Combine(project.Path_, "old.csv");
        await File.WriteAllTextAsync(file, rows, TestContext.Current.CancellationToken);
        (await ChecksAsync(project)).Select(check => (check.Passed, check.Found)).ShouldBe(
            [(true, "0"), (false, "no column 'q' in old.csv")]);

        await File.WriteAllTextAsync(file, rows.Replace("0.", "5."), TestContext.Current.CancellationToken);
        (await ChecksAsync(project)).Select(check => check.Passed).ShouldBe([false, false]);
    }

    [Theory]
    [InlineData("100 102 98 101 99 100", 105, true, "90 to 110 rows, by 6 earlier tables")]
    [InlineData("100 102 98 101 99 100", 80, false, "90 to 110 rows, by 6 earlier tables")]
    [InlineData("100 200 300 400 500 600", 650, true, "0 to 1,239 rows, by 6 earlier tables")]
    [InlineData("100 102 98", 5, true, "a usual number of rows, after 5 tables")]
    public void The_number_of_rows_is_held_against_earlier_tables(string earlier, int rows, bool passed, string expected)
    {
        // A day apart, so that no day of the week has enough tables.
        var tables = earlier.Split(' ').Select((count, place) => new EarlierTable(Monday.AddDays(-1 - place), int.Parse(count)));
        var result = Judge(rows, [.. tables]);
        (result.Passed, result.Expected).ShouldBe((passed, expected));
    }

    [Fact]
    public void Days_are_compared_with_the_same_days_where_there_are_enough()
    {
        var earlier = Enumerable.Range(1, 70).Select(
            day => new EarlierTable(Monday.AddDays(-day), Monday.AddDays(-day).DayOfWeek == DayOfWeek.Monday ? 10 : 1000)).ToArray();
        var result = Judge(11, earlier);
        (result.Passed, result.Expected).ShouldBe((true, "9 to 11 rows, by 10 earlier tables of a Monday"));
        Judge(1000, earlier).Passed.ShouldBeFalse();
    }

    private static CheckResult Judge(long rows, IReadOnlyList<EarlierTable> earlier) => new Volume().Judge(new Answers(
        StatValues.None, rows, [], new Contract { Task = TaskKind.Regression, Target = "", Columns = [] },
        new ExpectationContext(Monday) { Earlier = earlier }));

    private static async Task<IReadOnlyList<CheckResult>> ChecksAsync(TestProject project) =>
        [.. (await project.ReadAsync(Stage.ValidateData, Artifact.DataReport)).Checks.Where(
            check => check.Name is "ks-distance" or "population-stability" or "chi-square" or "wasserstein-distance"
                or "jensen-shannon-distance")];
}
