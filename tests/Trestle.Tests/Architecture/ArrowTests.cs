using Microsoft.CodeAnalysis;

using Shouldly;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>The law of the arrows, on this repository; and that what breaks it is found.</summary>
public sealed class ArrowTests
{
    private const string Later = "Trestle.Stages.Monitor.Reference.MonitorSettings";

    /// <summary>Files that break the law, by their path in Trestle.Stages, and the file that must be named for it.</summary>
    public static TheoryData<string, string, Dictionary<string, string>> Seeds => new()
    {
        {
            "a lambda in a folder of a stage", "18-Deploy/Strategies/Seeded.cs", new()
            {
                ["18-Deploy/Strategies/Seeded.cs"] = """
                    using Trestle.Stages.Monitor.Reference;

                    namespace Trestle.Stages.Deploy.Strategies;

                    internal static class Seeded
                    {
                        public static System.Func<int> Late => () => new object[] { 1 }.OfType<MonitorSettings>().Count();
                    }
                    """,
            }
        },
        {
            "a name in full", "18-Deploy/Seeded.cs", new()
            {
                ["18-Deploy/Seeded.cs"] =
                    $"namespace Trestle.Stages.Deploy;\ninternal sealed class Seeded {{ public global::{Later}? Late {{ get; init; }} }}",
            }
        },
        {
            "the kernel and a stage", "Kernel/Running/Seeded.cs", new()
            {
                ["Kernel/Running/Seeded.cs"] =
                    "namespace Trestle.Stages.Kernel.Running;\ninternal sealed record Seeded(Clean.CleanSettings Settings);",
            }
        },
        {
            "the kernel and the composition", "Kernel/Running/Seeded.cs", new()
            {
                ["Lifecycle/SeededAll.cs"] =
                    "namespace Trestle.Stages.Lifecycle;\ninternal static class SeededAll { public const int Count = 22; }",
                ["Kernel/Running/Seeded.cs"] =
                    "namespace Trestle.Stages.Kernel.Running;\n" +
                    "internal static class Seeded { public const int Two = Lifecycle.SeededAll.Count; }",
            }
        },
        {
            "a stage and the composition", "22-RetrainOrRetire/Seeded.cs", new()
            {
                ["Lifecycle/SeededAll.cs"] =
                    "namespace Trestle.Stages.Lifecycle;\ninternal static class SeededAll { public static int Count => 22; }",
                ["22-RetrainOrRetire/Seeded.cs"] = """
                    using static Trestle.Stages.Lifecycle.SeededAll;

                    namespace Trestle.Stages.RetrainOrRetire;

                    internal static class Seeded
                    {
                        public static int Twice => 2 * Count;
                    }
                    """,
            }
        },
        {
            "a global alias", "03-Clean/Seeded.cs", new()
            {
                ["SeededUsings.cs"] = $"global using Seeded = {Later};",
                ["03-Clean/Seeded.cs"] =
                    "namespace Trestle.Stages.Clean;\ninternal static class Late { public static string Name => nameof(Seeded); }",
            }
        },
        {
            "the declaration of a global alias", "SeededUsings.cs", new() { ["SeededUsings.cs"] = $"global using Seeded = {Later};" }
        },
        {
            "an extension method", "01-Ingest/Seeded.cs", new()
            {
                ["02-ValidateData/SeededExtension.cs"] = """
                    namespace Trestle.Stages.ValidateData;

                    internal static class SeededExtension
                    {
                        public static int Late(this string text) => text.Length;
                    }
                    """,
                ["01-Ingest/Seeded.cs"] = """
                    using Trestle.Stages.ValidateData;

                    namespace Trestle.Stages.Ingest;

                    internal sealed class Seeded
                    {
                        public int Length(string? text) => text?.Late() ?? 0;
                    }
                    """,
            }
        },
        {
            "a member of what another returns", "01-Ingest/Seeded.cs", new()
            {
                ["Lifecycle/SeededAll.cs"] =
                    "namespace Trestle.Stages.Lifecycle;\ninternal sealed class SeededAll { public int this[int at] => at; }",
                ["01-Ingest/Seeded.cs"] =
                    "namespace Trestle.Stages.Ingest;\n" +
                    "internal static class Seeded { public static int Late(Lifecycle.SeededAll a) => a[1]; }",
            }
        },
        {
            "an attribute", "04-Standardise/Inner/Deep/Seeded.cs", new()
            {
                ["05-Curate/SeededAttribute.cs"] =
                    "namespace Trestle.Stages.Curate;\ninternal sealed class SeededAttribute : System.Attribute;",
                ["04-Standardise/Inner/Deep/Seeded.cs"] =
                    "namespace Trestle.Stages.Standardise.Inner.Deep;\n[Curate.Seeded] internal sealed class Late;",
            }
        },
    };

    [Fact]
    public void The_arrows_run_up_the_lifecycle() => LifecycleLaw.Broken(Sources.Stages).ShouldBeEmpty();

    [Fact]
    public void No_two_folders_of_the_stages_see_each_other_in_a_circle() =>
        DirectedGraph.OfFolders(Sources.Stages).Circles().Select(circle => string.Join(", ", circle)).ShouldBeEmpty();

    [Fact]
    public void All_files_of_the_stages_are_read_and_their_names_understood()
    {
        var folders = DirectedGraph.OfFolders(Sources.Stages).Nodes.Select(folder => folder.Split('/')).ToArray();
        folders.Where(parts => parts.Length > 1 && LifecycleLaw.IsStage(parts[1])).Select(parts => parts[1][..2]).Distinct()
            .ShouldBe(Enumerable.Range(1, 22).Select(number => $"{number:00}"));
        Sources.Stages.Files.Count.ShouldBeGreaterThan(200);
        Sources.Stages.Files.ShouldBe(SourceTree.Files(Path.Combine(Repository.Root, "src", "Trestle.Stages"))
            .Select(file => Path.GetRelativePath(Path.Combine(Repository.Root, "src"), file)));
        Sources.Stages.Arrows.Count.ShouldBeGreaterThan(1000);

        // Generators do not run: the bodies of their methods are missing, and nothing else.
        Sources.Stages.Compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8795")
            .Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_arrow_that_runs_down_is_found(string what, string file, Dictionary<string, string> seeds)
    {
        var texts = seeds.ToDictionary(seed => $"Trestle.Stages/{seed.Key}", seed => seed.Value);

        var seeded = Sources.Stages.With(texts);

        seeded.Compilation.SyntaxTrees.Where(tree => texts.ContainsKey(tree.FilePath))
            .SelectMany(tree => seeded.Compilation.GetSemanticModel(tree).GetDiagnostics(null, TestContext.Current.CancellationToken))
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty("the seed is not C#");
        LifecycleLaw.Broken(seeded).Except(LifecycleLaw.Broken(Sources.Stages))
            .ShouldContain(line => line.StartsWith($"Trestle.Stages/{file}("), what);
    }

    [Fact]
    public void An_arrow_that_closes_a_circle_between_folders_is_found()
    {
        var graph = Sources.Stages;
        var arrow = graph.Arrows.First(arrow => arrow.To.StartsWith("Trestle.Stages/Kernel/") && arrow.From.Contains("/18-Deploy/"));
        var used = graph.Uses.Where(use => use.File == arrow.From)
            .Select(use => use.Member as INamedTypeSymbol ?? use.Member?.ContainingType).OfType<INamedTypeSymbol>().First();
        var folder = Path.GetDirectoryName(arrow.To)!;
        var back = new Dictionary<string, string>
        {
            [$"{folder}/Seeded.cs"] =
                $"internal static class Seeded {{ public static string Back => typeof(global::{used.ToDisplayString()}).Name; }}",
        };

        DirectedGraph.OfFolders(graph.With(back)).Circles()
            .ShouldContain(circle => circle.Contains(folder) && circle.Contains(Path.GetDirectoryName(arrow.From)));
    }

    [Fact]
    public void A_file_in_no_place_of_the_lifecycle_is_an_error() =>
        Should.Throw<ArgumentException>(() => LifecycleLaw.PlaceOf("Trestle.Stages/Helpers/Text.cs"))
            .Message.ShouldContain("Helpers/Text.cs");
}
