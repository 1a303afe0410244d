using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Trestle.Tests.Docs.Errors;

/// <summary>
/// Reads expressions that make a text as the text with names in braces: <c>$"no column '{column.Name}'"</c> as "no column '{column}'".
/// What is there only sometimes stands in brackets, and of two texts each stands: "(one | two)".
/// </summary>
internal sealed partial class MessageTemplate
{
    private readonly TypeDeclarationSyntax type;
    private readonly IReadOnlyDictionary<string, string> known;

    private MessageTemplate(TypeDeclarationSyntax type, IReadOnlyDictionary<string, string> known)
    {
        this.type = type;
        this.known = known;
    }

    /// <summary>Reads expressions of a type.</summary>
    public static MessageTemplate Of(TypeDeclarationSyntax type) => new(type, new Dictionary<string, string>());

    /// <summary>Reads expressions of a method that is called from the same type.</summary>
    public static MessageTemplate Called(TypeDeclarationSyntax type, MethodDeclarationSyntax method, InvocationExpressionSyntax call) =>
        Of(type).Inside(method, call);

    /// <summary>The text of an expression.</summary>
    public string Text(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        ParenthesizedExpressionSyntax inner => Text(inner.Expression),
        PostfixUnaryExpressionSyntax inner => Text(inner.Operand),
        CastExpressionSyntax inner => Text(inner.Expression),
        InterpolatedStringExpressionSyntax text => string.Concat(text.Contents.Select(Text)),
        BinaryExpressionSyntax { OperatorToken.RawKind: (int)SyntaxKind.PlusToken } sum when HasText(sum) => Text(sum.Left) + Text(sum.Right),
        BinaryExpressionSyntax calculation => Text(calculation.Left),
        ConditionalExpressionSyntax choice => Either(Text(choice.WhenTrue), Text(choice.WhenFalse)),
        SwitchExpressionSyntax choice => choice.Arms.Select(arm => Text(arm.Expression)).Aggregate(Either),
        ElementAccessExpressionSyntax part => Text(part.Expression),
        ObjectCreationExpressionSyntax { ArgumentList.Arguments: [var only] } => Text(only.Expression),
        IdentifierNameSyntax name => Named(name.Identifier.ValueText),
        MemberAccessExpressionSyntax member => Member(member),
        InvocationExpressionSyntax call => Call(call),
        _ => "{value}",
    };

    private string Text(InterpolatedStringContentSyntax content) => content switch
    {
        InterpolatedStringTextSyntax text => text.TextToken.ValueText,
        InterpolationSyntax hole => Text(hole.Expression),
        _ => "",
    };

    private string Call(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments.Select(argument => argument.Expression).ToArray();
        return call.Expression switch
        {
            IdentifierNameSyntax name when Method(name) is { ExpressionBody.Expression: { } body } method => Inside(method, call).Text(body),
            IdentifierNameSyntax => Text(arguments[0]),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Advice" } => "(did you mean '{nearest}'? | use one of: {known})",
            MemberAccessExpressionSyntax { Expression: PredefinedTypeSyntax, Name.Identifier.ValueText: "Join" } => Text(arguments[1]),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invariant" or "GetExtension" } => Text(arguments[0]),
            MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "at" } } => "{file}:{line}:{column}",
            MemberAccessExpressionSyntax member => Text(member.Expression),
            _ => "{value}",
        };
    }

    private string Member(MemberAccessExpressionSyntax member) => member.Name.Identifier.ValueText switch
    {
        // A name that says nothing without its owner: "column.Name", "known.Count".
        "Name" or "Slug" or "Value" or "Count" or "Length" or "All" when Owner(member.Expression) is { } owner and not "settings" =>
            Placeholder(owner),
        var name => Placeholder(name),
    };

    private static string? Owner(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => null,
    };

    private string Named(string name) =>
        known.TryGetValue(name, out var text) ? text : Constant(name) is { } value ? Text(value) : Placeholder(name);

    private ExpressionSyntax? Constant(string name) => type.Members.OfType<FieldDeclarationSyntax>()
        .SelectMany(field => field.Declaration.Variables)
        .FirstOrDefault(variable => variable.Identifier.ValueText == name)?.Initializer?.Value;

    private MethodDeclarationSyntax? Method(IdentifierNameSyntax name) =>
        type.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(method => method.Identifier.ValueText == name.Identifier.ValueText);

    private MessageTemplate Inside(MethodDeclarationSyntax method, InvocationExpressionSyntax call) => new(
        type,
        method.ParameterList.Parameters.Zip(call.ArgumentList.Arguments)
            .ToDictionary(pair => pair.First.Identifier.ValueText, pair => Text(pair.Second.Expression)));

    private static bool HasText(BinaryExpressionSyntax sum) => sum.DescendantNodes()
        .Any(node => node.IsKind(SyntaxKind.StringLiteralExpression) || node.IsKind(SyntaxKind.InterpolatedStringExpression));

    private static string Either(string one, string other) => (one, other) switch
    {
        _ when one == other => one,
        ("", _) => $"[{other}]",
        (_, "") => $"[{one}]",
        _ => $"({Bare(one)} | {Bare(other)})",
    };

    private static string Bare(string text) => text is ['(', .. var choices, ')'] && choices.Contains(" | ", StringComparison.Ordinal) ? choices : text;

    private static string Placeholder(string name) => $"{{{WordStart().Replace(name, " $0").ToLowerInvariant()}}}";

    [GeneratedRegex(@"(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}
