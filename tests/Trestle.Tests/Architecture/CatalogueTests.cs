using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Shouldly;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>Each extension point has one catalogue, a static class named <c>…Catalog</c>, and it names every implementation.</summary>
public sealed class CatalogueTests
{
    private static readonly string[] Projects = ["Trestle.Rows", "Trestle.Learners", "Trestle.Stages", "Trestle.Serving"];

    public static TheoryData<string> Points => ExtensionPoints.All;

    private static readonly Lazy<CSharpCompilation[]> Compilations = new(() => [.. Projects.Select(Sources.Tree.Compile)]);
    private static readonly Lazy<INamedTypeSymbol[]> Types = new(() => [.. Compilations.Value.SelectMany(TypesOf)]);
    private static readonly Lazy<(string Catalogue, INamedTypeSymbol[] Named)[]> Catalogues = new(() =>
    [
        .. from compilation in Compilations.Value
           from type in TypesOf(compilation)
           where type.IsStatic && type.Name.EndsWith("Catalog", StringComparison.Ordinal)
           select (type.Name, NamedIn(compilation, type)),
    ]);

    [Theory]
    [MemberData(nameof(Points))]
    public void Every_implementation_is_in_the_one_catalogue(string point)
    {
        var (catalogue, named) = Catalogues.Value.Where(catalogue => catalogue.Named.Any(type => Implements(type, point)))
            .ShouldHaveSingleItem($"the catalogues of {point}");

        Left(Types.Value, named, point).ShouldBeEmpty($"implementations of {point} that are not in {catalogue}");
    }

    [Fact]
    public void An_implementation_that_is_in_no_catalogue_is_found()
    {
        const string Seed = "namespace Trestle.Stages.Monitor.Monitors; internal abstract class Outer { private sealed class Seeded : "
            + "IMonitor; }";
        var seeded = Sources.Tree.Compile("Trestle.Stages").AddSyntaxTrees(SourceTree.Parse(Seed, "Seeded.cs"));

        Left(TypesOf(seeded), Catalogues.Value.SelectMany(catalogue => catalogue.Named), "IMonitor").ShouldBe(["Seeded"]);
    }

    private static IEnumerable<string> Left(IEnumerable<INamedTypeSymbol> types, IEnumerable<INamedTypeSymbol> named, string point) =>
        types.Where(type => Implements(type, point)).Select(type => type.Name).Except(named.Select(type => type.Name))
            .Except(ExtensionPoints.MadeOnDemand);

    /// <summary>The types that a catalogue names itself, not in a class inside of it.</summary>
    private static INamedTypeSymbol[] NamedIn(CSharpCompilation compilation, INamedTypeSymbol catalogue) =>
    [
        .. catalogue.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax())
            .SelectMany(syntax => syntax.DescendantNodes(node => node == syntax || node is not BaseTypeDeclarationSyntax))
            .OfType<SimpleNameSyntax>()
            .Select(name => compilation.GetSemanticModel(name.SyntaxTree).GetSymbolInfo(name).Symbol).OfType<INamedTypeSymbol>(),
    ];

    private static bool Implements(INamedTypeSymbol type, string point) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: false } && type.AllInterfaces.Any(implemented => implemented.Name == point);

    private static IEnumerable<INamedTypeSymbol> TypesOf(CSharpCompilation compilation) => TypesIn(compilation.Assembly.GlobalNamespace);

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container) => container.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .SelectMany(member => member is INamedTypeSymbol type ? TypesIn(type).Prepend(type) : TypesIn(member));
}
