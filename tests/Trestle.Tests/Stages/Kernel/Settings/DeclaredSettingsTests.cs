using System.Text;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.ValidateData;
using Trestle.Testing;
using Trestle.Tests.Cli;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Settings;

/// <summary>A stage reads the sections that it declares, and is run again when one of them changes, and only then.</summary>
public sealed class DeclaredSettingsTests
{
    private const string Ssn = "078-05-1120";

    /// <summary>The stages of a run, by their slugs.</summary>
    public static TheoryData<string> Slugs => [.. Run.Select(stage => stage.Stage.Slug)];

    private static IReadOnlyList<IStage> Run => StageCatalog.All(new ProcessScoringHost("none", TimeProvider.System));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_column_that_becomes_private_is_no_longer_in_what_ingest_keeps_of_broken_lines()
    {
        using var project = new TestProject(TestProject.Small, WithSsn(60) + $"0.5,a,yes,{Ssn},too many\n");
        Raw(await project.RunAsync(Stage.ValidateData)).ShouldContain(Ssn);
        (await Typed.RunAsync("show", project.Path_, "last/ingest")).Output.ShouldContain(Ssn);

        Write(project, TestProject.Small + "private: [ssn]\n");
        Raw(await project.RunAsync(Stage.ValidateData)).ShouldNotContain(Ssn);
        project.Units["ingest"].ShouldBe((UnitOutcome.Finished, "changed: the settings 'table'"));
        var shown = await Typed.RunAsync("show", project.Path_, "last/ingest");
        shown.Code.ShouldBe(0);
        shown.Output.ShouldNotContain(Ssn);
        shown.Output.ShouldContain("(private)");

        string Raw(RunResult result)
        {
            result.Artifacts.Read(Artifact.RawTable).UnreadableRows.ShouldBe(1);
            return Encoding.UTF8.GetString(
                project.Store.Get(result.Artifacts.Places.Single(place => place.Name == Artifact.RawTable.Name).Hash));
        }
    }

    [Fact]
    public async Task A_misspelt_column_to_ignore_is_refused_after_a_run_as_in_a_fresh_project()
    {
        const string Misspelt = TestProject.Small + "ignore: [ssm]\n";
        using var fresh = new TestProject(Misspelt, WithSsn(60));
        var expected = (await fresh.FailsAsync(Stage.ValidateData)).Problems.ShouldHaveSingleItem();
        (expected.Code, expected.Found).ShouldBe(("TR0203", "there is no column 'ssm'"));

        using var project = new TestProject(TestProject.Small, WithSsn(60));
        await project.RunAsync(Stage.ValidateData);
        Write(project, Misspelt);
        var problem = (await project.FailsAsync(Stage.ValidateData)).Problems.ShouldHaveSingleItem();
        (problem with { Where = "" }).ShouldBe(expected with { Where = "" });
        problem.Where.ShouldEndWith("trestle.yaml:7:1");
        expected.Where.ShouldEndWith("trestle.yaml:7:1");
    }

    [Theory]
    [InlineData("validate-data: {max-quarantine: 20%}")]
    [InlineData("validate-data: {expectations: [{row-count: {min: 10}}]}")]
    [InlineData("columns: {x: {min: 0}}")]
    [InlineData("columns: {x: {nullable: true, max: 9}}")]
    [InlineData("columns: {z: {values: [a, b, c]}}")]
    public async Task What_must_hold_for_the_data_does_not_read_the_sources_again(string setting)
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60));
        await project.RunAsync(Stage.ValidateData);
        Write(project, $"{TestProject.Small}{setting}\n");
        await project.RunAsync(Stage.ValidateData);
        project.Units["ingest"].Outcome.ShouldBe(UnitOutcome.Reused);
        project.Units["validate-data"].Outcome.ShouldBe(UnitOutcome.Finished);
    }

    [Fact]
    public async Task A_new_date_format_of_a_column_reads_the_sources_again()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60));
        await project.RunAsync(Stage.Ingest);
        Write(project, TestProject.Small + "columns: {x: {formats: [dd.MM.yyyy]}}\n");
        await project.RunAsync(Stage.Ingest);
        project.Units["ingest"].ShouldBe((UnitOutcome.Finished, "changed: the settings 'table'"));
    }

    [Fact]
    public async Task A_stage_that_reads_a_section_which_it_does_not_declare_is_stopped_with_its_name()
    {
        var stopped = await Should.ThrowAsync<InvalidOperationException>(() => StageProbe.LookAsync(
            Stage.Standardise, TestProject.Small, TestProject.Rows(60), (context, _) => context.Read(ValidateDataSettings.Section),
            Cancellation));
        stopped.Message.ShouldBe("standardise reads the settings 'validate-data' without declaring them");
    }

    [Fact]
    public void Every_stage_may_read_what_it_declares_and_nothing_else()
    {
        using var folder = new TestProject(TestProject.Small, TestProject.Rows(60));
        var sections = Project.Open(folder.Path_).Sections;
        foreach (var stage in Stage.All)
        {
            var readable = sections.Names.Where(name => CanRead(sections.For(stage), name));
            readable.ShouldBe(stage.Settings, ignoreOrder: true, stage.Slug);
        }
    }

    [Theory]
    [MemberData(nameof(Slugs))]
    public void The_key_of_a_unit_changes_with_each_declared_section_and_with_no_other(string slug)
    {
        using var folder = new TestProject(TestProject.Small, TestProject.Rows(60));
        var stage = Run.Single(stage => stage.Stage.Slug == slug);
        var project = Project.Open(folder.Path_);
        var key = Key(stage, project);

        var changing = project.Sections.Names.Where(name => Key(stage, Changed(project, name)) != key);

        changing.ShouldBe(stage.Stage.Settings, ignoreOrder: true);
    }

    private static string Key(IStage stage, Project project) =>
        UnitKey.Of(stage, Unit.Whole, project, new ArtifactReader(project.Store, []), Cancellation).Hash();

    /// <summary>The project with one section whose text is another.</summary>
    private static Project Changed(Project project, string changed)
    {
        var sections = project.Sections.Names.ToDictionary(name => name, name => new SettingSection(
            project.Sections.Read(new Section<object?>(name)),
            project.Sections.TextOf(name) + (name == changed ? " changed" : "")));
        return new Project(
            project.Folder,
            project.ConfigurationFile,
            project.ConfigurationText,
            new SettingSections(project.Settings, sections),
            project.Positions,
            project.Notices);
    }

    private static bool CanRead(StageSettings settings, string section)
    {
        try
        {
            settings.Read(new Section<object?>(section));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string WithSsn(int rows) => string.Concat(TestProject.Rows(rows).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select((line, at) => at == 0 ? $"{line},ssn\n" : $"{line},{at:000}-00-0000\n"));

    private static void Write(TestProject project, string yaml) => File.WriteAllText(Path.Combine(project.Path_, Project.FileName), yaml);
}
