using Microsoft.CodeAnalysis;

using Shouldly;

using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>What a project shows to others is a decision: each public type and member is a line of a snapshot.</summary>
public sealed class PublicSurfaceTests
{
    private static readonly SymbolDisplayFormat Format = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType |
            SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeRef |
            SymbolDisplayMemberOptions.IncludeConstantValue,
        SymbolDisplayDelegateStyle.NameAndSignature,
        SymbolDisplayExtensionMethodStyle.StaticMethod,
        SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName |
            SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeDefaultValue |
            SymbolDisplayParameterOptions.IncludeExtensionThis,
        SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes |
            SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    [Theory]
    [InlineData("Trestle.Core")]
    [InlineData("Trestle.Rows")]
    [InlineData("Trestle.Learners")]
    [InlineData("Trestle.Storage")]
    [InlineData("Trestle.Stages")]
    [InlineData("Trestle.Web")]
    [InlineData("Trestle.Serving")]
    [InlineData("Trestle.Testing")]
    public void The_public_surface_is_the_accepted_one(string project) =>
        Snapshot.Match(Surface(Sources.Tree.Compile(project)), $"public-{project}");

    [Fact]
    public void The_surface_is_what_others_can_name()
    {
        var compilation = SourceTree.Compile(new Dictionary<string, string>
        {
            ["A.cs"] = """
                namespace N;

                public class Open<T> where T : class
                {
                    public Open(string? text = null) { }
                    public int Number { get; private set; }
                    protected virtual void Inner(params int[] values) { }
                    private protected void Hidden() { }
                    internal int Own => 1;
                    private class Deep { public int Unseen => 1; }
                }

                public sealed record Pair(int Left, string? Right);

                internal class Closed { public void Unseen() { } }
                """,
        });

        Surface(compilation).ShouldBe("""
            N.Open<T>.Open(string? text = null)
            N.Pair.Pair(int Left, string? Right)
            class N.Open<T> where T : class
            int N.Open<T>.Number { get; private set; }
            int N.Pair.Left { get; init; }
            record N.Pair
            string? N.Pair.Right { get; init; }
            virtual void N.Open<T>.Inner(params int[] values)

            """);
    }

    private static string Surface(Compilation compilation) =>
        string.Concat(Shown(compilation.Assembly.GlobalNamespace)
            .Select(symbol => $"{symbol.ToDisplayString(Format)}\n").Order(StringComparer.Ordinal));

    private static IEnumerable<ISymbol> Shown(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
    {
        INamespaceSymbol inner => Shown(inner),
        _ when !IsShown(member.DeclaredAccessibility) => [],
        INamedTypeSymbol type => Shown(type).Prepend(type),
        IMethodSymbol { AssociatedSymbol: not null } => [],
        _ => member.IsImplicitlyDeclared ? [] : [member],
    });

    private static bool IsShown(Accessibility accessibility) =>
        accessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;
}
