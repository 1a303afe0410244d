using System.Globalization;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Testing;
using Trestle.Tests.Stages;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary><c>trestle validate --profile</c>: of files and snapshots, in its three forms.</summary>
public sealed class ProfileCommandTests
{
    [Fact]
    public async Task A_file_has_a_profile_in_the_terminal()
    {
        using var folder = new TempFolder();
        var typed = await Typed.RunAsync("validate", folder.Write("shops.csv", Shops()), "--profile", "--target", "open");
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Output.ShouldStartWith("shops.csv: 300 rows × 5 columns\n");
        typed.Output.ShouldContain("id: different in every row");
        typed.Output.ShouldContain("zip decides open, city (1 violation in 300 rows)");
        typed.Output.ShouldContain("mail: looks like personal data (e-mail address) and is not private");
        typed.Output.ShouldContain("How well columns tell 'open' alone (AUC out of fold)");
    }

    [Fact]
    public async Task The_page_and_the_document_are_written_to_files()
    {
        using var folder = new TempFolder();
        var file = folder.Write("shops <b>.csv", Shops());
        var page = await Typed.RunAsync("validate", file, "--profile", "--format", "html", "--output", folder.At("profile.html"));
        page.Code.ShouldBe(0, page.ToString());
        var html = await File.ReadAllTextAsync(folder.At("profile.html"), TestContext.Current.CancellationToken);
        html.ShouldContain("<h1>shops &lt;b&gt;.csv</h1>");
        html.ShouldContain("identifies every row");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("http:");

        var document = (await Typed.RunAsync("validate", file, "--profile", "--format", "json")).Json();
        document.GetProperty("rows").GetInt64().ShouldBe(300);
        document.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("meaning").GetString())
            .ShouldBe(["identifiers", "categories", "categories", "e-mail addresses", "yes or no"]);
        document.GetProperty("keys")[0].GetProperty("isKey").GetBoolean().ShouldBeTrue();
        document.TryGetProperty("target", out var target).ShouldBeTrue();
        target.ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Without_a_file_the_latest_snapshot_is_profiled_and_private_values_stay_private()
    {
        using var project = new TestProject(TestProject.Small + "private: [z]\n", TestProject.Rows(100));
        (await Typed.RunAsync("validate", "--profile", "--against", project.Path_)).Output.ShouldStartWith("data.csv: 100 rows");
        await project.RunAsync(Stage.Ingest);
        await File.WriteAllTextAsync(
            Path.Combine(project.Path_, "data.csv"), TestProject.Rows(80), TestContext.Current.CancellationToken);
        var typed = await Typed.RunAsync("validate", "--profile", "--against", project.Path_, "--format", "json");
        typed.Code.ShouldBe(0, typed.ToString());
        var document = typed.Json();
        document.GetProperty("name").GetString().ShouldStartWith("snapshot ");
        document.GetProperty("rows").GetInt64().ShouldBe(100);
        document.GetProperty("target").GetProperty("column").GetString().ShouldBe("y");
        document.GetProperty("columns")[1].GetProperty("private").GetBoolean().ShouldBeTrue();
        document.GetProperty("columns")[1].GetProperty("top").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Private_columns_can_be_named_and_unknown_ones_are_refused()
    {
        using var folder = new TempFolder();
        var file = folder.Write("shops.csv", Shops());
        var typed = await Typed.RunAsync("validate", file, "--profile", "--private", "city", "--private", "mail");
        typed.Output.ShouldContain("(private)");
        typed.Output.ShouldNotContain("Town");
        typed.Output.ShouldNotContain("example.org");
        var wrong = await Typed.RunAsync("validate", file, "--profile", "--target", "opn");
        (wrong.Code, wrong.Errors.Contains("TR0096", StringComparison.Ordinal)).ShouldBe((1, true), wrong.ToString());
    }

    [Fact]
    public async Task Options_of_a_profile_need_it_and_it_has_no_junit()
    {
        using var folder = new TempFolder();
        var file = folder.Write("shops.csv", Shops());
        var alone = await Typed.RunAsync("validate", file, "--target", "open");
        (alone.Code, alone.Errors.Contains("--target is given without --profile", StringComparison.Ordinal)).ShouldBe(
            (1, true), alone.ToString());
        var junit = await Typed.RunAsync("validate", file, "--profile", "--format", "junit");
        (junit.Code, junit.Errors.Contains("a profile has no checks", StringComparison.Ordinal)).ShouldBe((1, true), junit.ToString());
    }

    [Fact]
    public async Task A_file_is_read_as_the_options_say()
    {
        using var folder = new TempFolder();
        var file = folder.Write("plain.csv", string.Concat(Enumerable.Range(0, 30).Select(i => $"{i}|{i % 3}\n")));
        var typed = await Typed.RunAsync("validate", file, "--profile", "--header", "false", "--delimiter", "|", "--format", "json");
        typed.Json().GetProperty("rows").GetInt64().ShouldBe(30, typed.ToString());
    }

    private static string Shops() => "id,zip,city,mail,open\n" + string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(
        CultureInfo.InvariantCulture,
        $"S{i * 3},z{i % 20},{(i == 45 ? "Elsewhere" : $"Town{i % 20 % 7}")},a{i}@example.org,{(i % 2 == 0 ? "yes" : "no")}\n")));
}
