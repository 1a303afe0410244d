using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>Programs of the user's that find failing rows: what they get, what they say, and how they fail.</summary>
public sealed class ProgramCheckTests
{
    [Fact]
    public async Task A_program_gets_the_rows_and_prints_those_that_fail()
    {
        var check = await CheckAsync(
            "run: [sh, check.sh], columns: [x]", "tee got.csv | awk -F, 'NR > 1 && $2 > 5 {print $1, \"too large\"}'\n");
        (check.Passed, check.Failing, check.Found).ShouldBe((false, 3L, "3 rows"));
        check.Expected.ShouldBe("no rows found by sh");
        check.Examples.ShouldBe([new FailedRow(3, "too large"), new FailedRow(4, "too large"), new FailedRow(5, "too large")]);
        check.Column.ShouldBe("x");
        Got.Split('\n')[..3].ShouldBe(["__row,x", "1,1", "2,1"]);
        Got.Split('\n').Length.ShouldBe(62);
    }

    [Fact]
    public async Task Without_columns_it_gets_all_that_are_not_private()
    {
        var check = await CheckAsync("run: [sh, check.sh]", "cat > got.csv\n", "private: [z]\n");
        (check.Passed, check.Found).ShouldBe((true, "0 rows"));
        Got.Split('\n')[0].ShouldBe("__row,x,y");
    }

    [Fact]
    public async Task Reasons_for_rows_of_private_columns_are_not_kept()
    {
        var check = await CheckAsync("run: [sh, check.sh], columns: [z]", "cat > got.csv; echo 7 secret\n", "private: [z]\n");
        check.Examples.ShouldBe([new FailedRow(7, null)]);
    }

    [Fact]
    public async Task What_it_says_of_private_columns_is_not_kept()
    {
        var check = await CheckAsync("run: [sh, check.sh], columns: [z]", "echo secret >&2; exit 3\n", "private: [z]\n");
        check.Found.ShouldBe("it ended with exit code 3");
    }

    /// <summary>More rows than a pipe holds: neither side may wait for the other.</summary>
    [Theory]
    [InlineData("head -c 300000 /dev/zero | tr '\\0' '\\n'; cat > /dev/null; echo 2", "1 row", "10m")]
    [InlineData("sleep 60", "it took longer than 1.0 s", "1s")]
    [InlineData("exec 0<&-; echo 3", "1 row", "10m")]
    public async Task A_program_may_print_before_it_reads_or_never_read(string script, string found, string limit)
    {
        var check = await CheckAsync($"run: [sh, check.sh], timeout: {limit}", script, rows: 20_000);
        (check.Passed, check.Found).ShouldBe((false, found));
    }

    [Theory]
    [InlineData("echo broken >&2; exit 3", "it ended with exit code 3: broken")]
    [InlineData("cat > /dev/null; echo hello", "line 1 of what it prints does not begin with the number of a row")]
    [InlineData("cat > /dev/null; echo 61", "line 1 of what it prints does not begin with the number of a row")]
    [InlineData("cat > /dev/null; echo; echo -1", "line 2 of what it prints does not begin with the number of a row")]
    [InlineData("sleep 60", "it took longer than 1.0 s", "1s")]
    public async Task A_program_that_fails_fails_the_check_and_says_why(string script, string found, string limit = "10m")
    {
        var check = await CheckAsync($"run: [sh, check.sh], timeout: {limit}", script);
        (check.Passed, check.Found).ShouldBe((false, found));
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_the_check() =>
        (await CheckAsync("run: [./nowhere]", "")).Found.ShouldStartWith("it cannot be started: ");

    [Fact]
    public async Task Some_rows_may_be_allowed_and_a_program_is_run_in_every_run()
    {
        using var project = Project("run: [sh, check.sh], max-rows: 2", "cat > /dev/null; echo 1; echo 2\n");
        var report = await project.ReadAsync(Stage.ValidateData, Artifact.DataReport);
        report.Checks.Single(check => check.Name == "program").Passed.ShouldBeTrue();
        await project.RunAsync(Stage.ValidateData);
        project.Units["validate-data"].Outcome.ShouldBe(UnitOutcome.Finished);
    }

    private string Got { get; set; } = "";

    private static TestProject Project(string settings, string script, string more = "", int count = 60)
    {
        var rows = string.Concat(Enumerable.Range(0, count).Select(
            i => $"{(i is > 1 and < 5 ? 9 : 1)},c{i},{(i % 2 == 0 ? "yes" : "no")}\n"));
        var project = new TestProject(
            $"{TestProject.Small}{more}validate-data: {{expectations: [{{program: {{severity: warning, {settings}}}}}]}}\n",
            "x,z,y\n" + rows);
        File.WriteAllText(Path.Combine(project.Path_, "check.sh"), script);
        return project;
    }

    private async Task<CheckResult> CheckAsync(string settings, string script, string more = "", int rows = 60)
    {
        using var project = Project(settings, script, more, rows);
        var report = await project.ReadAsync(Stage.ValidateData, Artifact.DataReport);
        var got = Path.Combine(project.Path_, "got.csv");
        Got = File.Exists(got) ? await File.ReadAllTextAsync(got, TestContext.Current.CancellationToken) : "";
        return report.Checks.Single(check => check.Name == "program");
    }
}
