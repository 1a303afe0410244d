using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Rows.Steps;
using Trestle.Stages.Clean;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Stages.Clean;

/// <summary>Repairs of values in a run: what is asked for, what is counted, what later stages and requests get.</summary>
public sealed class CleanRepairTests
{
    private const string Settings = "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 3, test: 0.2}\n";

    [Fact]
    public async Task Nothing_is_repaired_unasked()
    {
        using var project = new TestProject(Settings, Table());
        var clean = await project.ReadAsync(Stage.Clean, Artifact.CleanTable);
        clean.Repairs.ShouldBeEmpty();
        clean.Changes.ShouldBeNull();
    }

    [Fact]
    public async Task A_dependency_is_learned_from_the_training_part_and_every_change_is_counted_and_kept()
    {
        using var project = new TestProject(Settings + "clean: {repairs: [{dependency: {columns: [city], from: [clinic]}}]}\n", Table());
        var run = await project.RunAsync(Stage.Curate);
        var clean = run.Artifacts.Read(Artifact.CleanTable);
        var repair = clean.Repairs.ShouldHaveSingleItem();
        (repair.Step, repair.Cells).ShouldBe(("dependency", 2));
        repair.Columns.ShouldBe(["city"]);
        repair.Samples.Select(sample => (sample.Before, sample.After, sample.Cells)).ShouldBe(
            [(null, "birmingham", 1), ("montgomxry", "montgomery", 1)]);
        RunLosses.Of(run.Artifacts).ShouldContain("city: 2 values changed by dependency: from the configuration");

        var learned = (Dependency)run.Artifacts.Read(Artifact.CleanPlan).Steps[^1].Step;
        learned.Learned.ShouldNotBeNull().Single().Groups["clinic b"].Value.ShouldBe("montgomery");
        Cells(project, clean.Changes.ShouldNotBeNull()).ShouldBe(
            ["8 city montgomxry montgomery dependency", "13 city - birmingham dependency"]);
        Cells(project, run.Artifacts.Read(Artifact.CuratedTable).Table, "city").ShouldBe(
            ["birmingham", "florence", "huntsville", "mobile", "montgomery", "tuscaloosa"]);
    }

    [Fact]
    public async Task A_reference_table_is_read_from_a_file_and_read_again_when_it_changes()
    {
        using var project = new TestProject(
            Settings + "clean: {repairs: [{dependency: {columns: [city], from: [clinic], reference: clinics.csv}}]}\n", Table());
        Reference(project, "code,clinic,city\n1,clinic a,birmingham\n2, clinic b ,montgomery\n3,clinic a,birmingham\n");
        var run = await project.RunAsync(Stage.Clean);
        Cells(project, run.Artifacts.Read(Artifact.CleanTable).Changes.ShouldNotBeNull()).ShouldBe(
            ["8 city montgomxry montgomery dependency", "13 city - birmingham dependency"]);
        var learned = (Dependency)run.Artifacts.Read(Artifact.CleanPlan).Steps[^1].Step;
        (learned.Reference, learned.Known!["clinic b"]).ShouldBe((null, "montgomery"));

        await project.RunAsync(Stage.Clean);
        project.Units["clean"].Outcome.ShouldBe(UnitOutcome.Reused);
        Reference(project, "clinic,city\nclinic a,Birmingham AL\n");
        (await project.ReadAsync(Stage.Clean, Artifact.CleanTable)).Repairs.Single().Cells.ShouldBe(40);
    }

    [Theory]
    [InlineData("reference: nowhere.csv", "TR0329")]
    [InlineData("reference: data.csv, known: {a: b}", "TR0320")]
    [InlineData("reference: other.csv", "TR0327")]
    [InlineData("reference: twice.csv", "TR0328")]
    public async Task A_reference_table_that_cannot_be_used_is_refused(string reference, string code)
    {
        using var project = new TestProject(
            Settings + $"clean: {{repairs: [{{dependency: {{columns: [city], from: [clinic], {reference}}}}}]}}\n", Table());
        Reference(project, "clinc,city\nclinic a,birmingham\n", "other.csv");
        Reference(project, "clinic,city\nclinic a,birmingham\nclinic a,mobile\n", "twice.csv");
        (await project.FailsAsync(Stage.Clean)).Problems[0].Code.ShouldBe(code);
    }

    [Fact]
    public async Task What_the_rows_suggest_is_applied_only_when_it_is_asked_for()
    {
        using var project = new TestProject(Settings + "clean: {auto-repair: true}\n", Table());
        var clean = await project.ReadAsync(Stage.Clean, Artifact.CleanTable);
        clean.Repairs.Select(repair => (repair.Step, repair.Cells)).ShouldContain(("dependency", 2));
        clean.Repairs.ShouldAllBe(repair => repair.Reason.StartsWith("suggested: "));
    }

    [Fact]
    public async Task Values_of_private_columns_are_neither_searched_nor_shown()
    {
        using var searched = new TestProject(Settings + "private: [city]\nclean: {auto-repair: true}\n", Table());
        (await searched.ReadAsync(Stage.Clean, Artifact.CleanTable)).Repairs.ShouldNotContain(repair => repair.Columns.Contains("city"));

        using var asked = new TestProject(
            Settings + "private: [city]\nclean: {repairs: [{dependency: {columns: [city], from: [clinic]}}]}\n", Table());
        var clean = await asked.ReadAsync(Stage.Clean, Artifact.CleanTable);
        clean.Repairs.Single().Cells.ShouldBe(2);
        clean.Repairs.Single().Samples.ShouldBeEmpty();
        Cells(asked, clean.Changes.ShouldNotBeNull()).ShouldBe(["8 city - - dependency", "13 city - - dependency"]);
    }

    [Theory]
    [InlineData("one-hot: {columns: [city]}", "TR0322")]
    [InlineData("impute: {columns: [city], strategy: most-frequent}", "TR0321")]
    [InlineData("replace-values: {columns: [y], values: {a: b}}", "TR0323")]
    [InlineData("dependency: {columns: [city], from: [y]}", "TR0323")]
    [InlineData("dependency: {columns: [city], from: [nowhere]}", "TR0323")]
    public async Task A_repair_that_is_none_is_refused(string step, string code) => (await TestProject.ProblemAsync(
        Stage.Clean, $"clean: {{repairs: [{{{step}}}]}}", Table())).Code.ShouldBe(code);

    [Fact]
    public async Task Of_rows_with_one_key_the_last_or_the_most_complete_can_stay()
    {
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i =>
            $"k{i},{i},{(i == 7 ? "" : "a")},{(i % 3 == 0 ? "yes" : "no")}\n"));
        async Task<IReadOnlyList<long>> Dropped(string keep)
        {
            using var project = new TestProject(
                TestProject.Small + $"key: [id]\nclean: {{keep: {keep}}}\n", "id,x,z,y\n" + rows + "k7,8,,no\nk7,9,b,no\n");
            return (await project.ReadAsync(Stage.Clean, Artifact.CleanTable)).RowNumbers;
        }

        (await Dropped("first")).ShouldBe([301, 302]);
        (await Dropped("last")).ShouldBe([8, 301]);
        (await Dropped("most-complete")).ShouldBe([8, 301]);
    }

    [Theory]
    [InlineData("", new long[] { 122, 124 })]
    [InlineData(", keep: most-complete", new long[] { 8, 124 })]
    public async Task Rows_that_are_nearly_equal_are_dropped(string keep, long[] dropped)
    {
        var rows = string.Concat(Enumerable.Range(0, 120).Select(i =>
            $"{Name(i)},{i * 37 % 900} {Name(i * 7)} street,{(i == 7 ? "" : "1")},{(i % 2 == 0 ? "yes" : "no")}\n"));
        var csv = "name,street,x,y\n" + rows + "another person,1 lane,1,no\n" + $"{Name(7)}!,{7 * 37} {Name(49)}  streat,1,no\n"
            + $"{Name(7)},{8 * 37} {Name(49)} street,1,no\nan other person,1 lane,1,no\n";
        using var project = new TestProject(
            TestProject.Small + $"clean: {{similar-rows: {{columns: [name, street]}}{keep}}}\n", csv);
        var clean = await project.ReadAsync(Stage.Clean, Artifact.CleanTable);
        clean.Dropped.Select(rule => (rule.Rule, rule.Rows)).ShouldBe([("similar-rows", 2)]);
        clean.RowNumbers.ShouldBe(dropped);
    }

    [Theory]
    [InlineData("similar-rows: {columns: [nme]}", "TR0324")]
    [InlineData("similar-rows: {columns: [z], block-by: [wher]}", "TR0324")]
    public async Task Columns_that_are_not_there_cannot_be_compared(string settings, string code) =>
        (await TestProject.ProblemAsync(Stage.Clean, $"clean: {{{settings}}}")).Code.ShouldBe(code);

    [Fact]
    public void Too_many_rows_to_compare_are_refused()
    {
        var settings = new SimilarRowsSettings { Columns = ["name"] };
        Should.Throw<TrestleException>(() => SimilarRows.Check(2_000_001, settings)).Problems[0].Code.ShouldBe("TR0325");
        Should.NotThrow(() => SimilarRows.Check(2_000_001, settings with { BlockBy = ["zip"] }));
        ComparedRow[] block = [.. Enumerable.Range(0, 5_001).Select(row => new ComparedRow(row, 0, "12345", [$"{row}"]))];
        Should.Throw<TrestleException>(() => RowGroups.Find(block, 0.9, isBlocked: true, default).Count())
            .Problems[0].Code.ShouldBe("TR0326");
    }

    private static void Reference(TestProject project, string csv, string name = "clinics.csv") =>
        File.WriteAllText(Path.Combine(project.Path_, name), csv);

    private static string Name(int number) => string.Concat(
        $"{number * 7919 + 104729:x8}{number * 15485863 % 99991:x5}".Select(digit => (char)(digit <= '9' ? 'q' + (digit - '0') : digit)));

    /// <summary>Clinics with their cities, a misspelled city in row 8 and none in row 13.</summary>
    private static string Table()
    {
        string[] cities = ["birmingham", "montgomery", "huntsville", "tuscaloosa", "mobile", "florence"];
        var text = new StringBuilder("clinic,city,x,y\n");
        for (var row = 0; row < 240; row++)
        {
            var city = row == 7 ? "montgomxry" : row == 12 ? "" : cities[row % 6];
            text.Append($"clinic {(char)('a' + (row % 6))},{city},{row * 37 % 101},{(row * 31 % 7 < 3 ? "yes" : "no")}\n");
        }

        return text.ToString();
    }

    private static string[] Cells(TestProject project, Trestle.Core.Artifacts.ContentHash table, string? column = null)
    {
        using var engine = new TableEngine(new TableEngineSettings(1, 1L << 28, project.Path_));
        var cancellation = TestContext.Current.CancellationToken;
        var rows = engine.Open(project.Store.PathOf(table), cancellation).Scan(column is null ? null : [column], null, cancellation);
        return column is null
            ? [.. rows.SelectMany(block => Enumerable.Range(0, block.Rows).Select(row =>
                $"{block.Numbers(0)[row]} {string.Join(' ', Enumerable.Range(1, 4).Select(place => block.Texts(place)[row] ?? "-"))}"))]
            : [.. rows.SelectMany(block => block.Texts(0).ToArray()).OfType<string>().Distinct().Order()];
    }
}
