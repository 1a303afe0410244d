using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Trestle.Tests.Architecture;

/// <summary>One name in a source, and what it means.</summary>
/// <param name="File">The file that holds the name, relative to <c>src</c>.</param>
/// <param name="Name">The name, or an expression such as <c>new()</c> that means a symbol without naming it.</param>
/// <param name="Member">The method or property around the name; for anything that runs when an object is made, the type.</param>
/// <param name="Target">The type or member that is meant, in its own definition.</param>
internal sealed record Use(string File, ExpressionSyntax Name, ISymbol? Member, ISymbol Target)
{
    /// <summary>The line of the name, from 1.</summary>
    public int Line => Name.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}

/// <summary>One file uses another.</summary>
/// <param name="From">The file that uses.</param>
/// <param name="To">The file that is used.</param>
/// <param name="Line">The line of the first use.</param>
/// <param name="Symbol">What is used there.</param>
internal sealed record Arrow(string From, string To, int Line, string Symbol)
{
    /// <inheritdoc/>
    public override string ToString() => $"{From}({Line}): {Symbol} of {To}";
}

/// <summary>
/// Who uses what in a project, by what the compiler makes of each name: types, members, extension methods, constants, attributes.
/// </summary>
internal sealed class SourceGraph
{
    private SourceGraph(CSharpCompilation compilation, IReadOnlyList<Use> uses, IReadOnlyList<Arrow> arrows)
    {
        Compilation = compilation;
        Uses = uses;
        Arrows = arrows;
        Files = [.. compilation.SyntaxTrees.Select(tree => tree.FilePath).Where(path => path != "")];
    }

    /// <summary>The project.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The files of the project, relative to <c>src</c>.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Every name that means a type or a member, of the project or of another.</summary>
    public IReadOnlyList<Use> Uses { get; }

    /// <summary>Every pair of files of which the first uses the second; the second may be in another project.</summary>
    public IReadOnlyList<Arrow> Arrows { get; }

    /// <summary>Who uses what in a project.</summary>
    public static SourceGraph Of(CSharpCompilation compilation)
    {
        var uses = UsesIn(compilation, compilation.SyntaxTrees);
        return new SourceGraph(compilation, uses, ArrowsOf(uses));
    }

    /// <summary>Who uses what in texts, which are given by their path.</summary>
    public static SourceGraph Of(IReadOnlyDictionary<string, string> texts) => Of(SourceTree.Compile(texts));

    /// <summary>
    /// The same project with files added or replaced. What the other files mean is not asked again, and their symbols stay those of before.
    /// </summary>
    public SourceGraph With(IReadOnlyDictionary<string, string> texts)
    {
        var trees = texts.Select(text => SourceTree.Parse(text.Value, text.Key)).ToArray();
        var replaced = Compilation.SyntaxTrees.Where(tree => texts.ContainsKey(tree.FilePath));
        var changed = Compilation.RemoveSyntaxTrees(replaced).AddSyntaxTrees(trees);
        var uses = UsesIn(changed, trees);
        return new SourceGraph(
            changed,
            [.. Uses.Where(use => !texts.ContainsKey(use.File)), .. uses],
            [.. Arrows.Where(arrow => !texts.ContainsKey(arrow.From)), .. ArrowsOf(uses)]);
    }

    /// <summary>The files that declare a type or a member; none when it is not from sources.</summary>
    public static IEnumerable<string> FilesOf(ISymbol symbol) =>
        symbol.Locations.Where(location => location.IsInSource).Select(location => location.SourceTree!.FilePath).Distinct();

    private static Arrow[] ArrowsOf(IEnumerable<Use> uses) =>
    [
        .. from use in uses
           from to in FilesOf(use.Target)
           where to != use.File
           group use by (use.File, To: to) into arrow
           let first = arrow.MinBy(use => use.Name.SpanStart)
           orderby arrow.Key.File, arrow.Key.To
           let symbol = first.Target.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)
           select new Arrow(arrow.Key.File, arrow.Key.To, first.Line, symbol),
    ];

    private static Use[] UsesIn(CSharpCompilation compilation, IEnumerable<SyntaxTree> trees) =>
        [.. trees.AsParallel().AsOrdered().SelectMany(tree => UsesIn(compilation.GetSemanticModel(tree), tree))];

    private static IEnumerable<Use> UsesIn(SemanticModel model, SyntaxTree tree)
    {
        var members = new Dictionary<SyntaxNode, ISymbol?>();
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>().Where(Means))
        {
            if (Meant(model.GetSymbolInfo(name)) is not { } target)
            {
                continue;
            }

            ISymbol? member = null;
            if (name.Ancestors().FirstOrDefault(Owns) is { } owner && !members.TryGetValue(owner, out member))
            {
                members[owner] = member = model.GetDeclaredSymbol(owner);
            }

            yield return new Use(tree.FilePath, name, member, target);
        }
    }

    private static bool Means(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => !name.IsVar,
        ImplicitObjectCreationExpressionSyntax or ElementAccessExpressionSyntax => true,
        _ => false,
    };

    private static bool Owns(SyntaxNode node) => node is MethodDeclarationSyntax or PropertyDeclarationSyntax or BaseTypeDeclarationSyntax;

    /// <summary>The type or member; where the compiler cannot choose, since a generated member is missing, its first candidate.</summary>
    private static ISymbol? Meant(SymbolInfo info) => (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) switch
    {
        IMethodSymbol { MethodKind: MethodKind.LocalFunction } => null,
        IMethodSymbol method => (method.ReducedFrom ?? method).OriginalDefinition,
        INamedTypeSymbol type => type.OriginalDefinition,
        IPropertySymbol or IFieldSymbol or IEventSymbol => (info.Symbol ?? info.CandidateSymbols[0]).OriginalDefinition,
        _ => null,
    };
}
