using Trestle.Core.Errors;
using Trestle.Core.Expressions;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Expressions;

/// <summary>Finds the columns and functions of an expression, and the types of its parts.</summary>
internal sealed class Checker(string source, IEnumerable<TypedColumn> columns, string where)
{
    private readonly Dictionary<string, TypedColumn> known = columns
        .GroupBy(column => column.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    private readonly List<TypedColumn> read = [];

    /// <summary>The columns that were named.</summary>
    public IReadOnlyList<TypedColumn> Read => read;

    public Node Check(Syntax syntax) => syntax switch
    {
        LiteralSyntax literal => new ConstantNode(literal.Type, literal.Number, literal.Text),
        ColumnSyntax column => Column(column),
        CallSyntax call => Call(call),
        _ => throw new InvalidOperationException($"{syntax} has no meaning"),
    };

    private ColumnNode Column(ColumnSyntax column)
    {
        if (!known.TryGetValue(column.Name, out var found))
        {
            throw new TrestleException(ExpressionErrors.UnknownColumn(column.Name, known.Keys, Place(column.At)));
        }

        if (!read.Contains(found))
        {
            read.Add(found);
        }

        return new ColumnNode(found.Kind, found.Name);
    }

    private CallNode Call(CallSyntax call)
    {
        var forms = FunctionCatalog.Find(call.Function);
        if (forms.Count == 0)
        {
            throw new TrestleException(ExpressionErrors.UnknownFunction(call.Function, FunctionCatalog.Names, Place(call.At)));
        }

        var arguments = call.Arguments.Select(Check).ToArray();
        var best = forms.Where(form => form.Takes(arguments.Length))
            .Select(form => (Form: form, Given: Fitted(form, arguments)))
            .Where(fitted => fitted.Given is not null)
            .OrderBy(fitted => Enumerable.Range(0, arguments.Length).Count(i => fitted.Given![i].Type != arguments[i].Type))
            .FirstOrDefault();
        if (best.Form is null)
        {
            var found = Function.Signature(call.Function, [.. arguments.Select(argument => Function.WordOf(argument.Type))]);
            throw new TrestleException(ExpressionErrors.WrongArguments(found, forms, Place(call.At)));
        }

        if (best.Form.Word is >= 0 and var word)
        {
            CheckWord(best.Form, call.Arguments[word], arguments[word]);
        }

        return new CallNode(best.Form, best.Given!);
    }

    /// <summary>The arguments as a form takes them; null when it does not take them.</summary>
    private static Node[]? Fitted(Function form, Node[] arguments)
    {
        var fitted = new Node[arguments.Length];
        for (var i = 0; i < fitted.Length; i++)
        {
            if (As(arguments[i], form.Parameter(i)) is not { } node)
            {
                return null;
            }

            fitted[i] = node;
        }

        return fitted;
    }

    /// <summary>
    /// A value as one of a type: itself, or what a literal means there. Null is of every type; a text next to a date is a date, next to
    /// a truth yes or no; 1 and 0 next to a truth are true and false.
    /// </summary>
    private static Node? As(Node node, ExpressionType type) => (node, type) switch
    {
        _ when node.Type == type => node,
        (ConstantNode { Type: ExpressionType.Null }, _) => new ConstantNode(type, double.NaN, null),
        (ConstantNode { Text: { } text }, ExpressionType.Date) =>
            ValueParser.TryDate(text, ValueParser.IsoDateFormats, out var micros) ? new ConstantNode(type, micros, null) : null,
        (ConstantNode { Text: { } text }, ExpressionType.Boolean) =>
            ValueParser.TryBoolean(text, out var truth) ? new ConstantNode(type, Lift.Truth(truth), null) : null,
        (ConstantNode { Type: ExpressionType.Number, Number: 0 or 1 } number, ExpressionType.Boolean) => number with { Type = type },
        _ => null,
    };

    private void CheckWord(Function form, Syntax syntax, Node given)
    {
        var word = (given as ConstantNode)?.Text;
        if (word is null || !form.Words.Contains(word))
        {
            throw new TrestleException(ExpressionErrors.UnknownWord(form.Name, word, form.Words, Place(syntax.At)));
        }
    }

    private string Place(int at) => $"{where}, character {at + 1}: {Expression.Marked(source, at)}";
}
