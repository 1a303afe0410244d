using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>Expectations that look at another table of the project.</summary>
public sealed class OtherTableTests
{
    private const string Planes = "tail,number,seats\n" + "N1,1,100\nN2,2,200\nN3,03,300\nN3,3,300\n";

    [Theory]
    [InlineData("foreign-key: {columns: [t], table: planes, references: [tail], severity: info}", 60, 20, "row 3: 'N9', row 6: 'N9'")]
    [InlineData("foreign-key: {columns: [n], table: planes, references: [number], severity: info}", 60, 0, "")]
    [InlineData("foreign-key: {columns: [t], table: planes, references: [tail], where: \"n < 3\", severity: info}", 40, 0, "")]
    [InlineData("foreign-key: {columns: [t, n], table: planes, references: [tail, number], severity: info}", 60, 20, "row 3: t 'N9'")]
    public async Task A_foreign_key_is_looked_up(string expectation, long judged, long failing, string named)
    {
        var check = await CheckAsync(expectation);
        (check.Judged, check.Failing ?? 0).ShouldBe((judged, failing));
        check.Found.ShouldContain(named);
        check.Passed.ShouldBe(failing == 0);
    }

    [Theory]
    [InlineData("equal-row-count: {table: planes, severity: info}", false, "4 rows, as planes", "60 rows")]
    [InlineData("equal-row-count: {table: planes, where: \"x < 1\", severity: info}", true, "4 rows, as planes, where x < 1", "4 rows")]
    public async Task Rows_are_counted(string expectation, bool passed, string expected, string found)
    {
        var check = await CheckAsync(expectation);
        (check.Passed, check.Expected, check.Found).ShouldBe((passed, expected, found));
    }

    [Theory]
    [InlineData("foreign-key: {columns: [t], table: plains}", "TR0245", "there is no table 'plains'")]
    [InlineData("equal-row-count: {table: x}", "TR0245", "there is no table 'x'")]
    [InlineData("foreign-key: {columns: [t], table: planes}", "TR0203", "there is no column 't'")]
    [InlineData(
        "foreign-key: {columns: [t, n], table: planes, references: [tail]}", "TR0240",
        "the expectation 'foreign-key' on 't, n' cannot be used: 2 columns refer to 1")]
    public async Task What_is_not_there_is_a_mistake(string expectation, string code, string found)
    {
        using var project = Project(expectation);
        var problem = (await project.FailsAsync(Stage.ValidateData)).Problems[0];
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    private static async Task<CheckResult> CheckAsync(string expectation)
    {
        using var project = Project(expectation);
        var report = await project.ReadAsync(Stage.ValidateData, Artifact.DataReport);
        return report.Checks.Single(check => expectation.StartsWith(check.Name, StringComparison.Ordinal));
    }

    private static TestProject Project(string expectation)
    {
        var csv = "x,t,n,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"{(i < 4 ? 0.5 : 5.5)},{new[] { "N1", "N2", "N9" }[i % 3]},{(i % 3) + 1},{(i % 2 == 0 ? "yes" : "no")}\n"));
        var project = new TestProject(
            TestProject.Small.Replace("source: data.csv", "sources: {main: data.csv, planes: planes.csv}", StringComparison.Ordinal)
                + $"validate-data: {{expectations: [{{{expectation}}}]}}\n",
            csv);
        File.WriteAllText(Path.Combine(project.Path_, "planes.csv"), Planes);
        return project;
    }
}
