using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Trestle.Tests.Architecture;

namespace Trestle.Tests.Docs.Errors;

/// <summary>An error as the sources build it. What is known only when it happens is a name in braces.</summary>
/// <param name="Code">The number, as <c>TR0203</c>.</param>
/// <param name="File">The file that builds it, relative to <c>src</c>.</param>
/// <param name="Forms">What it says; more than one where several errors share the number.</param>
internal sealed record ErrorNumber(string Code, string File, IReadOnlyList<ErrorForm> Forms)
{
    private static readonly Lazy<ErrorNumber[]> Numbers = new(Read);

    /// <summary>The errors of all projects by number, one for each place that builds one.</summary>
    public static IReadOnlyList<ErrorNumber> All => Numbers.Value;

    /// <summary>The part of the sources that it belongs to.</summary>
    public ErrorArea Area => ErrorArea.Of(File);

    /// <summary>The errors of one file.</summary>
    public static IEnumerable<ErrorNumber> In(SyntaxNode root, string file) =>
        from creation in root.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>()
        where creation.ArgumentList is { Arguments.Count: 5 }
        from code in creation.ArgumentList!.Arguments.Take(1).Select(argument => argument.Expression).OfType<LiteralExpressionSyntax>()
        where code.Token.ValueText.StartsWith("TR", StringComparison.Ordinal)
        select new ErrorNumber(code.Token.ValueText, file, [.. FormsOf(creation)]);

    private static ErrorNumber[] Read()
    {
        var src = Path.Combine(Repository.Root, "src");
        var numbers = from path in SourceTree.Files(src).AsParallel()
                      let text = System.IO.File.ReadAllText(path)
                      where text.Contains("\"TR", StringComparison.Ordinal)
                      let file = Path.GetRelativePath(src, path).Replace('\\', '/')
                      from number in In(SourceTree.Parse(text, file).GetRoot(), file)
                      select number;
        return [.. numbers.OrderBy(number => number.Code, StringComparer.Ordinal)];
    }

    /// <summary>A private method that builds an error is read with the arguments of each of its callers.</summary>
    private static IEnumerable<ErrorForm> FormsOf(BaseObjectCreationExpressionSyntax creation)
    {
        var type = creation.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
        var method = creation.FirstAncestorOrSelf<MethodDeclarationSyntax>()!;
        var parts = creation.ArgumentList!.Arguments.Skip(1).Select(argument => argument.Expression).ToArray();
        var callers = method.Modifiers.Any(modifier => modifier.ValueText == "private")
            ? type.DescendantNodes().OfType<InvocationExpressionSyntax>()
                .Where(call => call.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == method.Identifier.ValueText)
            : [];
        return callers.Select(call => MessageTemplate.Called(type, method, call)).DefaultIfEmpty(MessageTemplate.Of(type))
            .Select(template => new ErrorForm(
                template.Text(parts[0]), template.Text(parts[1]), template.Text(parts[2]), template.Text(parts[3])))
            .Distinct();
    }
}

/// <summary>What an error says.</summary>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected instead.</param>
/// <param name="Where">Where.</param>
/// <param name="Fix">What to do about it.</param>
internal sealed record ErrorForm(string Found, string Expected, string Where, string Fix);
