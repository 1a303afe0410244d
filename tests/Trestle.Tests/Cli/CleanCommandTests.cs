using Shouldly;

using Trestle.Rows.Steps;
using Trestle.Stages.Lifecycle;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary><c>trestle clean</c>: what it suggests binds, what it writes is repaired, and what it undoes is as it was.</summary>
public sealed class CleanCommandTests
{
    [Fact]
    public async Task Suggestions_are_a_section_of_the_configuration_with_counts_reasons_and_samples()
    {
        using var folder = new TempFolder();
        var typed = await Typed.RunAsync("clean", folder.Write("clinics.csv", Table()), "--suggest");
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Output.ShouldStartWith("# 3 cells in 120 rows would be changed\nclean:\n  repairs:\n");
        typed.Output.ShouldContain("    #   'montgomxry' becomes 'montgomery'\n");
        typed.Output.ShouldContain("% of the changes are expected to be right\n");
        var repairs = Bind(typed.Output);
        repairs.OfType<Dependency>().Select(step => step.Columns!.Single()).ShouldBe(["city"]);
        repairs.OfType<NumberForm>().Single().Affixes.ShouldBe(new Dictionary<string, double> { ["km"] = 1 });
        repairs.OfType<NullTokens>().Single().Tokens.ShouldBe(["N/A"]);
    }

    [Fact]
    public async Task A_clean_table_has_no_suggestions()
    {
        using var folder = new TempFolder();
        var typed = await Typed.RunAsync("clean", folder.Write("clinics.csv", Table(dirty: false)));
        typed.Output.ShouldBe("# no repairs are suggested for 120 rows\nclean:\n  repairs: []\n");
        Bind(typed.Output).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repaired_copy_is_written_with_its_changes_and_taken_back()
    {
        using var folder = new TempFolder();
        var source = folder.Write("clinics.csv", Table());
        var typed = await Typed.RunAsync("clean", source, "--output", folder.At("repaired.csv"));
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Output.ShouldContain("3 cells changed");
        Read(folder, "repaired.csv").ShouldBe(Table(dirty: false));
        Read(folder, "repaired.changes.csv").ShouldBe(
            "row,column,before,after,repair\n5,km,N/A,,null-tokens\n7,km, 122 km,122,number-form\n"
            + "10,city,montgomxry,montgomery,dependency\n");

        var undone = await Typed.RunAsync(
            "clean", folder.At("repaired.csv"), "--undo", folder.At("repaired.changes.csv"), "--output", folder.At("restored.csv"));
        undone.Code.ShouldBe(0, undone.ToString());
        Read(folder, "restored.csv").ShouldBe(Table());
        Read(folder, "clinics.csv").ShouldBe(Table(), "the source is never changed");
    }

    [Fact]
    public async Task Only_the_repairs_of_a_file_are_made()
    {
        using var folder = new TempFolder();
        var rules = folder.Write(
            "rules.yaml", "clean:\n  repairs:\n    - replace-values: {columns: [city], values: {montgomxry: elsewhere}}\n");
        var typed = await Typed.RunAsync(
            "clean", folder.Write("clinics.csv", Table()), "--rules", rules, "--output", folder.At("out.csv"), "--json");
        typed.Json().GetProperty("cells").GetInt64().ShouldBe(1);
        Read(folder, "out.csv").ShouldBe(Table().Replace("montgomxry", "elsewhere"));
    }

    [Fact]
    public async Task The_target_and_private_columns_of_a_project_are_left_out()
    {
        using var folder = new TempFolder();
        folder.Write("clinics.csv", Table());
        folder.Write("trestle.yaml", "name: x\nsource: clinics.csv\ntarget: km\nprivate: [city]\n");
        var typed = await Typed.RunAsync("clean", folder.Path, "--suggest");
        typed.Output.ShouldStartWith("# no repairs are suggested");
    }

    [Theory]
    [InlineData("TR0333", "--rules", "rules.yaml")]
    [InlineData("TR0330", "--output", "{source}")]
    [InlineData("TR0331", "--undo", "{source}", "--output", "{folder}/x.csv")]
    [InlineData("TR0332", "--undo", "{folder}/other.csv", "--output", "{folder}/x.csv")]
    public async Task What_cannot_be_done_is_refused(string code, params string[] options)
    {
        using var folder = new TempFolder();
        var source = folder.Write("clinics.csv", Table());
        folder.Write("other.csv", "row,column,before,after,repair\n500,city,a,b,dependency\n501,city,a,b,dependency\n");
        var typed = await Typed.RunAsync(
            ["clean", source, .. options.Select(option => option.Replace("{source}", source).Replace("{folder}", folder.Path))]);
        typed.Code.ShouldBe(1);
        typed.Errors.ShouldContain(code);
        File.Exists(folder.At("x.csv")).ShouldBeFalse();
    }

    private static IReadOnlyList<IRowStep> Bind(string yaml) =>
        ProjectBinder.Bind($"name: x\nsource: x\ntarget: x\n{yaml}", "test").Value.Clean.Repairs;

    private static string Read(TempFolder folder, string name) => File.ReadAllText(folder.At(name));

    private static string Table(bool dirty = true)
    {
        string[] cities = ["birmingham", "montgomery", "huntsville", "tuscaloosa"];
        return "clinic,city,km\n" + string.Concat(Enumerable.Range(0, 120).Select(row =>
        {
            var km = dirty && row == 4 ? "N/A" : dirty && row == 6 ? " 122 km" : row is 4 or 20 ? "" : $"{100 + (row * 37 % 50 / 2 * 2)}";
            return $"clinic {row % 8},{(dirty && row == 9 ? "montgomxry" : cities[row % 8 % 4])},{(row == 6 && !dirty ? "122" : km)}\n";
        }));
    }
}
