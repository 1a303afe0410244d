using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Artifacts;
using Trestle.Stages.Hosting;
using Trestle.Stages.Runner;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>What a stage of a run declares to read is what its code reads: in its folder, or in what that calls.</summary>
public sealed class DeclaredReadTests
{
    private static readonly IReadOnlyList<Room> Stages = [.. StageCatalog.All(new ProcessScoringHost("none", TimeProvider.System)).Select(stage => stage.Room)];

    public static TheoryData<string> Slugs => [.. Stages.Select(stage => stage.Slug)];

    [Theory]
    [MemberData(nameof(Slugs))]
    public void A_stage_reads_the_artifacts_that_it_declares_and_no_other(string slug)
    {
        var stage = Rooms.Find(slug);

        ArtifactsRead(Sources.Stages, stage).ShouldBe(stage.Reads.Union(stage.Again), ignoreOrder: true);
    }

    [Fact]
    public void A_read_behind_a_call_is_found_and_a_write_is_none()
    {
        var seeded = Sources.Stages.With(new Dictionary<string, string>
        {
            ["Trestle.Stages/Kernel/Seeded.cs"] = $$"""
                namespace Trestle.Stages.Kernel;

                using {{typeof(Artifact).Namespace}};
                using {{typeof(ArtifactReader).Namespace}};

                internal static class Seeded
                {
                    public static object Choice(ArtifactReader reader) => Inner(() => reader.Read(Artifact.Choice));

                    public static object Trials(ArtifactReader reader) => reader.ReadAll(Artifact.Trials);

                    private static T Inner<T>(Func<T> read) => read();
                }
                """,
            ["Trestle.Stages/01-Ingest/Seeded.cs"] = $$"""
                namespace Trestle.Stages.Ingest;

                internal static class SeededReader
                {
                    public static object Late({{typeof(ArtifactReader).FullName}} reader) => Kernel.Seeded.Choice(reader);
                }
                """,
        });

        ArtifactsRead(seeded, Rooms.Ingest).ShouldBe(["choice"]);
        ArtifactsRead(Sources.Stages, Rooms.Ingest).ShouldBeEmpty();
    }

    private static IEnumerable<string> ArtifactsRead(SourceGraph graph, Room stage) => ReadsOf(graph, stage)
        .Where(use => use.Target is IFieldSymbol { IsStatic: true } field && field.ContainingType.Name == nameof(Artifact) && !IsWritten(use))
        .Select(use => ((dynamic)typeof(Artifact).GetField(use.Target.Name)!.GetValue(null)!).Name)
        .Cast<string>().Distinct();

    /// <summary>What the members of a stage's folder use, and the members that they use, and so on.</summary>
    private static IEnumerable<Use> ReadsOf(SourceGraph graph, Room stage)
    {
        var folder = $"Trestle.Stages/{stage.Number:00}-{stage.Name}/";
        var uses = graph.Uses.Where(use => use.Member is not null).ToLookup(use => use.Member!, SymbolEqualityComparer.Default);
        var reached = uses.Select(member => member.Key!).Where(member => SourceGraph.FilesOf(member).Any(file => file.StartsWith(folder, StringComparison.Ordinal)))
            .ToHashSet(SymbolEqualityComparer.Default);
        var open = new Stack<ISymbol>(reached.OfType<ISymbol>());
        while (open.TryPop(out var member))
        {
            foreach (var use in uses[member])
            {
                yield return use;
                if (reached.Add(use.Target))
                {
                    open.Push(use.Target);
                }
            }
        }
    }

    private static bool IsWritten(Use use) => use.Name.Ancestors().OfType<InvocationExpressionSyntax>().FirstOrDefault()?.Expression
        is MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(UnitContext.Write) };
}
