using System.Globalization;
using System.Xml.Linq;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Lifecycle;
using Trestle.Testing;
using Trestle.Tests.Stages;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>trestle validate: files against a project, reports, exit codes, suggestions.</summary>
public sealed class ValidateCommandTests
{
    private const string Expected = "private: [z]\nvalidate-data: {expectations: [{between: {column: x, min: 0, max: 1}}, "
        + "{accepted-values: {column: z, values: [a, b, c]}}, {row-count: {min: 50, severity: warning}}, {accepted-values: {column: y, "
        + "values: ['yes', 'no']}}]}\n";

    [Fact]
    public async Task A_file_that_keeps_everything_passes_and_one_that_does_not_ends_with_2()
    {
        using var project = await LearnedAsync();
        using var folder = new TempFolder();
        var good = await Typed.RunAsync("validate", folder.Write("good.csv", TestProject.Rows(80, seed: 2)), "--against", project.Path_);
        good.Code.ShouldBe(0, good.ToString());
        good.Output.ShouldContain("passed: 7 of 7 checks passed, 0 errors, 0 warnings");

        var bad = await Typed.RunAsync(
            "validate", folder.Write("bad.csv", "x,z,y\n0.5,a,yes\n1.5,secret,no\nfast,b,yes\n"), "--against", project.Path_, "--format",
            "json");
        bad.Code.ShouldBe(2, bad.ToString());
        var report = bad.Json();
        report.GetProperty("passed").GetBoolean().ShouldBeFalse();
        report.GetProperty("rows").GetInt64().ShouldBe(3);
        report.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("passed").GetBoolean())
            .Select(check => (check.GetProperty("name").GetString(), check.GetProperty("severity").GetString()?.ToLowerInvariant()))
            .ShouldBe([
                ("contract-rows", "error"), ("between", "error"), ("accepted-values", "error"), ("row-count", "warning")]);
        bad.Output.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_project_may_be_named_among_the_files_as_in_other_commands()
    {
        using var project = await LearnedAsync();
        using var folder = new TempFolder();
        var good = folder.Write("good.csv", TestProject.Rows(80, seed: 2));
        var expected = await Typed.RunAsync("validate", good, "--against", project.Path_);
        (await Typed.RunAsync("validate", project.Path_, good)).Output.ShouldBe(expected.Output);
        (await Typed.RunAsync("validate", good, project.Path_)).Output.ShouldBe(expected.Output);
        var own = await Typed.RunAsync("validate", project.Path_);
        own.Code.ShouldBe(0, own.ToString());
        own.Output.ShouldBe((await Typed.RunAsync("validate", "--against", project.Path_)).Output);
    }

    [Fact]
    public async Task Columns_that_are_missing_and_files_without_rows_are_named()
    {
        using var project = await LearnedAsync();
        using var folder = new TempFolder();
        var typed = await Typed.RunAsync("validate", folder.Write("new.csv", "w,z\n"), "--against", project.Path_, "--format", "json");
        typed.Code.ShouldBe(2, typed.ToString());
        var checks = typed.Json().GetProperty("checks").EnumerateArray().ToDictionary(
            check => $"{check.GetProperty("name").GetString()} {(check.TryGetProperty("column", out var column) ? column.GetString() : "")}"
                .Trim(),
            check => check.GetProperty("found").GetString());
        checks["contract-columns x"].ShouldBe("there is none");
        checks["has-rows"].ShouldBe("0 rows");
        checks["between x"].ShouldBe("there is none");
        checks["accepted-values z"].ShouldBe("no rows");
        checks["known-columns"].ShouldBe("w");
    }

    [Fact]
    public async Task The_report_is_written_as_junit_that_a_parser_reads()
    {
        using var project = await LearnedAsync();
        using var folder = new TempFolder();
        var file = folder.Write("bad.csv", "x,z,y\n" + string.Concat(Enumerable.Repeat("7,a,<&yes>\n", 60)));
        var typed = await Typed.RunAsync(
            "validate", file, "--against", project.Path_, "--format", "junit", "--output", folder.At("report.xml"));
        typed.Code.ShouldBe(2, typed.ToString());
        var suite = XDocument.Load(folder.At("report.xml")).Root!.Element("testsuite")!;
        suite.Attribute("tests")!.Value.ShouldBe(suite.Elements("testcase").Count().ToString());
        suite.Attribute("failures")!.Value.ShouldBe("2");
        var failures = suite.Elements("testcase").Elements("failure").ToArray();
        failures.Select(failure => failure.Attribute("type")!.Value).ShouldBe(["between", "accepted-values"]);
        failures[0].Attribute("message")!.Value.ShouldStartWith("60 rows of 60 (100.0 %) fail: row 1: 7");
        failures[1].Value.ShouldContain("row 1: '<&yes>'");
    }

    [Fact]
    public async Task The_report_is_written_as_one_page_without_anything_from_elsewhere()
    {
        using var project = await LearnedAsync();
        using var folder = new TempFolder();
        var file = folder.Write("a <b>.csv", "x,z,y\n7,a,<script>alert(1)</script>\n");
        var typed = await Typed.RunAsync("validate", file, "--against", project.Path_, "--format", "html");
        typed.Code.ShouldBe(2, typed.ToString());
        typed.Output.ShouldStartWith("<!doctype html>");
        typed.Output.ShouldContain("<h1>a &lt;b&gt;.csv</h1>");
        typed.Output.ShouldNotContain("<script");
        typed.Output.ShouldNotContain("http:");
        typed.Output.ShouldNotContain("https:");
        typed.Output.ShouldContain("row 1: <code>7</code>");
    }

    [Fact]
    public async Task Without_a_file_the_source_of_the_project_is_validated()
    {
        using var project = await LearnedAsync();
        (await Typed.RunAsync("validate", "--against", project.Path_)).Output.ShouldContain("data.csv: 100 rows");
    }

    [Fact]
    public async Task A_project_that_has_learned_no_contract_says_so()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(100));
        var typed = await Typed.RunAsync("validate", "--against", project.Path_);
        (typed.Code, typed.Errors.Contains("TR0242")).ShouldBe((1, true), typed.ToString());
    }

    [Fact]
    public async Task A_format_that_is_none_is_a_mistake()
    {
        var typed = await Typed.RunAsync("validate", "--format", "htm");
        (typed.Code, typed.Errors.Contains("did you mean 'html'?")).ShouldBe((1, true), typed.ToString());
    }

    [Fact]
    public async Task What_a_file_suggests_binds_and_holds_for_it()
    {
        using var folder = new TempFolder();
        var rows = Enumerable.Range(0, 400).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"K{i:0000},{(i % 7 * 1.5) - 3},{(i % 9 == 0 ? "" : "ab"[i % 2])},")
            + $"u{i}@example.org,2024-01-{1 + (i % 28):00},{(i % 2 == 0 ? "yes" : "no")}\n");
        var file = folder.Write("sales.csv", "id,amount,plan,\"e: mail\",day,paid\n" + string.Concat(rows));
        var typed = await Typed.RunAsync("validate", file, "--suggest");
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Output.ShouldContain("- unique: {column: id}");
        typed.Output.ShouldContain("- length-equals: {column: id, length: 5, mostly: 0.99}");
        typed.Output.ShouldContain("# 45 of 400 rows have no value; a table like this one may have up to 16.0 % by chance\n"
            + "    - not-null: {column: plan, mostly: 0.84}");
        typed.Output.ShouldContain("- accepted-values: {column: plan, values: [a, b], mostly: 0.99}");
        typed.Output.ShouldContain("- between: {column: amount, min: -4.8, max: 7.8, mostly: 0.99}");
        typed.Output.ShouldContain("- email: {column: \"e: mail\", mostly: 0.95}");
        typed.Output.ShouldContain("- not-in-future: {column: day, tolerance: 1d}");

        var bound = ProjectBinder.Bind($"name: s\nsource: sales.csv\ntarget: paid\n{typed.Output}", "trestle.yaml").Value;
        bound.ValidateData.Expectations.Count.ShouldBeGreaterThan(12);
        bound.ValidateData.Expectations.SelectMany(expectation => expectation.Mistakes("here")).ShouldBeEmpty();
        using var project = new TestProject(
            TestProject.Small.Replace("target: y", "target: paid") + typed.Output,
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await project.RunAsync(Stage.ValidateData);
    }

    [Fact]
    public async Task Values_of_private_columns_are_not_suggested()
    {
        using var project = await LearnedAsync();
        var typed = await Typed.RunAsync("validate", "--suggest", "--against", project.Path_);
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Output.ShouldContain("not-null: {column: z,");
        typed.Output.ShouldNotContain("accepted-values: {column: z");
        typed.Output.ShouldContain("between: {column: x,");
    }

    private static async Task<TestProject> LearnedAsync()
    {
        var project = new TestProject(TestProject.Small + Expected, TestProject.Rows(100));
        await project.RunAsync(Stage.ValidateData);
        return project;
    }
}
