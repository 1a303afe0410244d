using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Shouldly;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>Each extension point has one catalogue, a static class named <c>…Catalog</c>, and it names every implementation.</summary>
public sealed class CatalogueTests
{
    /// <summary>A learner that runs a program of the user's is made from its files; a push is asked for by where it goes, not by the name of a format.</summary>
    private static readonly string[] MadeOnDemand = ["ProgramLearner", "RegistryPush"];

    private static readonly string[] Projects = ["Trestle.Rows", "Trestle.Learners", "Trestle.Stages", "Trestle.Serving"];

    public static TheoryData<string> ExtensionPoints =>
    [
        "ISource", "IExpectation", "ICleaningRule", "ISelector", "ICandidateSource", "ICodeTemplate", "IModelCheck", "IMetric", "IRevisitRule", "IChooser", "IPackagePart",
        "IRegistrationCheck", "IImageRecipe", "IDeployTarget", "IRolloutStrategy", "IRequestCodec", "IPredictionSink", "IMonitor", "IRenewalTrigger", "IRowStep", "ILearner",
    ];

    [Theory]
    [MemberData(nameof(ExtensionPoints))]
    public void Every_implementation_is_in_the_one_catalogue(string point)
    {
        var catalogues = Catalogues(Compilations(), point);

        var (catalogue, named) = catalogues.ShouldHaveSingleItem($"the catalogues of {point}");
        named.Except(MadeOnDemand).ShouldBe(Implementations(Compilations(), point).Except(MadeOnDemand), ignoreOrder: true, $"{catalogue} and the implementations of {point}");
        named.ShouldNotBeEmpty();
    }

    [Fact]
    public void An_implementation_that_is_in_no_catalogue_is_found()
    {
        CSharpCompilation[] seeded = [.. Compilations().Select(compilation => compilation.AssemblyName == "Trestle.Stages"
            ? compilation.AddSyntaxTrees(SourceTree.Parse("namespace Trestle.Stages.Monitor; internal abstract class Outer { private sealed class Seeded : IMonitor; }", "Seeded.cs"))
            : compilation)];

        Implementations(seeded, "IMonitor").Except(Catalogues(seeded, "IMonitor").Single().Named).ShouldBe(["Seeded"]);
    }

    private static IEnumerable<CSharpCompilation> Compilations() => Projects.Select(Sources.Tree.Compile);

    private static IEnumerable<string> Implementations(IEnumerable<CSharpCompilation> compilations, string point) =>
        compilations.SelectMany(compilation => TypesOf(compilation.Assembly.GlobalNamespace)).Where(type => Implements(type, point)).Select(type => type.Name);

    private static (string Catalogue, string[] Named)[] Catalogues(IEnumerable<CSharpCompilation> compilations, string point) =>
    [
        .. from compilation in compilations
           from type in TypesOf(compilation.Assembly.GlobalNamespace)
           where type.IsStatic && type.Name.EndsWith("Catalog", StringComparison.Ordinal)
           let named = Named(compilation, type).Where(named => Implements(named, point)).Select(named => named.Name).Distinct().ToArray()
           where named.Length > 0
           select (type.Name, named),
    ];

    private static IEnumerable<INamedTypeSymbol> Named(CSharpCompilation compilation, INamedTypeSymbol catalogue) => catalogue.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax())
        .SelectMany(syntax => syntax.DescendantNodes(node => node == syntax || node is not BaseTypeDeclarationSyntax).OfType<SimpleNameSyntax>())
        .Select(name => compilation.GetSemanticModel(name.SyntaxTree).GetSymbolInfo(name).Symbol).OfType<INamedTypeSymbol>();

    private static bool Implements(INamedTypeSymbol type, string point) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: false } && type.AllInterfaces.Any(implemented => implemented.Name == point);

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container) => container.GetMembers().OfType<INamespaceOrTypeSymbol>()
        .SelectMany(member => member is INamedTypeSymbol type ? TypesOf(type).Prepend(type) : TypesOf(member));
}
