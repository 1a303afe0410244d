using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>What a stage of a run declares to read is what its code reads: in its folder, or in what that calls.</summary>
public sealed class DeclaredReadTests
{
    public static TheoryData<string> Slugs =>
        [.. StageCatalog.All(new ProcessScoringHost("none", TimeProvider.System)).Select(stage => stage.Stage.Slug)];

    [Theory]
    [MemberData(nameof(Slugs))]
    public void A_stage_reads_the_artifacts_that_it_declares_and_no_other(string slug)
    {
        var stage = Stage.Find(slug);

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
                    public static object Contract(ArtifactReader reader) => Inner(() => reader.Read(Artifact.Contract));

                    public static object Trials(ArtifactReader reader) => reader.ReadAll(Artifact.Trials);

                    private static T Inner<T>(Func<T> read) => read();
                }
                """,
            ["Trestle.Stages/01-Ingest/Seeded.cs"] = $$"""
                namespace Trestle.Stages.Ingest;

                using {{typeof(IStage).Namespace}};

                internal abstract class SeededStage : IStage
                {
                    public IReadOnlyList<string> Shards(ArtifactReader artifacts) => [$"{new Part(artifacts)}"];
                }

                internal sealed class Part(ArtifactReader reader) : System.IDisposable
                {
                    public void Dispose() => Kernel.Seeded.Contract(reader);

                    public void Unused() => Kernel.Seeded.Trials(reader);
                }
                """,
        });

        ArtifactsRead(seeded, Stage.Ingest).ShouldBe(["contract"]);
        ArtifactsRead(Sources.Stages, Stage.Ingest).ShouldBeEmpty();
    }

    private static IEnumerable<string> ArtifactsRead(SourceGraph graph, Stage stage) => UsesOf(graph, stage)
        .Where(use => use.Target is IFieldSymbol { IsStatic: true, ContainingType.Name: nameof(Artifact) } && !IsWritten(use))
        .Select(use => ((dynamic)typeof(Artifact).GetField(use.Target.Name)!.GetValue(null)!).Name)
        .Cast<string>().Distinct();

    /// <summary>
    /// What the code of a stage uses, and the members that it uses, and so on. Where a type is used, what it does behind an interface is
    /// reached too.
    /// </summary>
    private static IEnumerable<Use> UsesOf(SourceGraph graph, Stage stage)
    {
        var folder = $"Trestle.Stages/{stage.Number:00}-{stage.Name}/";
        var uses = graph.Uses.Where(use => use.Member is not null).ToLookup(use => use.Member!, SymbolEqualityComparer.Default);
        var open = new Stack<ISymbol>(uses.Select(member => member.Key).OfType<INamedTypeSymbol>()
            .Where(type => type.AllInterfaces.Any(implemented => implemented.Name == nameof(IStage)))
            .Where(type => SourceGraph.FilesOf(type).Any(file => file.StartsWith(folder, StringComparison.Ordinal))));
        var reached = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        while (open.TryPop(out var member))
        {
            if (!reached.Add(member))
            {
                continue;
            }

            foreach (var use in uses[member])
            {
                yield return use;
                open.Push(use.Target);
            }

            foreach (var behind in member is INamedTypeSymbol type ? BehindInterfaces(type) : [])
            {
                open.Push(behind);
            }
        }
    }

    private static IEnumerable<ISymbol> BehindInterfaces(INamedTypeSymbol type) => type.TypeKind != TypeKind.Class ? [] : type.AllInterfaces
        .SelectMany(implemented => implemented.GetMembers())
        .Select(type.FindImplementationForInterfaceMember).OfType<ISymbol>()
        .Select(member => member.OriginalDefinition);

    private static bool IsWritten(Use use) => use.Name.Ancestors().OfType<InvocationExpressionSyntax>().FirstOrDefault()?.Expression
        is MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(UnitContext.Write) };
}
