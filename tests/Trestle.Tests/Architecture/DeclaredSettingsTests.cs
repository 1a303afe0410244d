using Microsoft.CodeAnalysis;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>The sections of the configuration that a stage declares are those that the code of its folder reads.</summary>
public sealed class DeclaredSettingsTests
{
    public static TheoryData<string> Slugs => [.. Stage.All.Select(stage => stage.Slug)];

    [Theory]
    [MemberData(nameof(Slugs))]
    public void A_stage_reads_the_settings_that_it_declares_and_no_other(string slug)
    {
        var stage = Stage.Find(slug);

        SectionsRead(Sources.Stages, stage).ShouldBe(stage.Settings, ignoreOrder: true);
    }

    [Fact]
    public void A_section_that_is_read_and_not_declared_is_found()
    {
        var seeded = Sources.Stages.With(new Dictionary<string, string>
        {
            ["Trestle.Stages/01-Ingest/Seeded.cs"] = $$"""
                namespace Trestle.Stages.Ingest;

                using {{typeof(Section).Namespace}};

                internal static class Seeded
                {
                    public static string Of(StageSettings settings) => settings.Read(Section.Name);
                }
                """,
        });

        SectionsRead(seeded, Stage.Ingest).Except(Stage.Ingest.Settings).ShouldBe(["name"]);
    }

    [Fact]
    public void Every_section_that_is_declared_exists()
    {
        var sections = ProjectFile.SectionsOf(ProjectBinder.Bind("name: n\nsource: s.csv\ntarget: t\n", "trestle.yaml").Value).Names;

        Stage.All.SelectMany(stage => stage.Settings).Distinct().ShouldBeSubsetOf(sections);
    }

    [Fact]
    public void Stages_see_the_configuration_only_through_what_they_declare() => Sources.Stages.Uses
        .Where(use => IsStage(use.File) && use.Target is { ContainingType.Name: "Project", Name: "Sections" })
        .Select(use => $"{use.File}({use.Line})")
        .ShouldBeEmpty();

    private static bool IsStage(string file) => char.IsAsciiDigit(file["Trestle.Stages/".Length]);

    private static IEnumerable<string> SectionsRead(SourceGraph graph, Stage stage) => graph.Uses
        .Where(use => use.File.StartsWith($"Trestle.Stages/{stage.Number:00}-{stage.Name}/", StringComparison.Ordinal))
        .Select(use => use.Target)
        .OfType<IPropertySymbol>()
        .Where(property => property is { IsStatic: true, Type.Name: "Section" })
        .Select(Key)
        .Distinct();

    /// <summary>The name of the section that a static property holds.</summary>
    private static string Key(IPropertySymbol property)
    {
        var holder = typeof(Section).Assembly.GetType(property.ContainingType.ToDisplayString(), throwOnError: true)!;
        return ((dynamic)holder.GetProperty(property.Name)!.GetValue(null)!).Key;
    }
}
