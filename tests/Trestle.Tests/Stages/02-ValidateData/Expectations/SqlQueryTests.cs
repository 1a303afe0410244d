using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>Queries in SQL: what they find, and what they cannot reach.</summary>
public sealed class SqlQueryTests
{
    [Theory]
    [InlineData("SELECT __row FROM data WHERE x::DOUBLE > 5", 3, "3 rows: row 3, row 4, row 5")]
    [InlineData("SELECT x FROM data WHERE x::DOUBLE > 5 -- no number\n;", 3, "3 rows")]
    [InlineData("SELECT * FROM data WHERE x::DOUBLE > 100", 0, "0 rows")]
    [InlineData("WITH many AS (SELECT z, count(*) AS n FROM data GROUP BY z) SELECT z FROM many WHERE n > 20", 1, "1 row")]
    public async Task A_query_finds_failing_rows(string query, int rows, string found)
    {
        var check = await CheckAsync(query);
        (check.Passed, check.Failing, check.Found).ShouldBe((rows == 0, (long)rows, found));
        check.Examples.Count.ShouldBe(found.Contains(':') ? rows : 0);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("SELECT * FROM glob('/*')")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM read_parquet('https://example.org/a.parquet')")]
    [InlineData("COPY data TO '/tmp/trestle-never.csv'")]
    [InlineData("ATTACH '/tmp/trestle-never.db'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SELECT 1; COPY data TO '/tmp/trestle-never.csv'")]
    [InlineData("SELECT 1) TO '/tmp/trestle-never.csv' --")]
    [InlineData("SELECT getenv('HOME')")]
    [InlineData("DROP VIEW data")]
    [InlineData("SELECT nothing FROM data")]
    [InlineData("")]
    public async Task A_query_that_reaches_further_or_is_none_fails_and_says_why(string query)
    {
        var check = await CheckAsync(query.Length == 0 ? " " : query);
        check.Passed.ShouldBeFalse(query);
        check.Found.ShouldContain("Error", Case.Insensitive, check.Found);
        File.Exists("/tmp/trestle-never.csv").ShouldBeFalse();
        File.Exists("/tmp/trestle-never.db").ShouldBeFalse();
    }

    private static async Task<CheckResult> CheckAsync(string query)
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(
            i => $"{(i is > 1 and < 5 ? 9 : 1)},{(i < 30 ? "a" : $"c{i}")},{(i % 2 == 0 ? "yes" : "no")}\n"));
        using var project = new TestProject(
            TestProject.Small + $"validate-data:\n  expectations:\n  - sql:\n      severity: warning\n      query: {Quoted(query)}\n",
            "x,z,y\n" + rows);
        return (await project.ReadAsync(Stage.ValidateData, Artifact.DataReport)).Checks.Single(check => check.Name == "sql");
    }

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
