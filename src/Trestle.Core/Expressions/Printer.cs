using System.Text;

namespace Trestle.Core.Expressions;

/// <summary>Writes a tree in one canonical form, which reads back to the same tree: few parentheses, small letters.</summary>
internal static class Printer
{
    public static string Print(Syntax tree)
    {
        var text = new StringBuilder();
        Write(text, tree, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Syntax tree, int least)
    {
        var own = Precedence(tree);
        text.Append(own < least ? "(" : "");
        _ = tree switch
        {
            LiteralSyntax literal => text.Append(Literal(literal)),
            ColumnSyntax column => text.Append(Name(column.Name)),
            CallSyntax call => Call(text, call, own),
            _ => throw new InvalidOperationException($"{tree} cannot be printed"),
        };
        text.Append(own < least ? ")" : "");
    }

    private static int Precedence(Syntax tree) => tree switch
    {
        CallSyntax { Function: "not" } => Parser.Not,
        CallSyntax { Function: "is null" } => Parser.Compare,
        CallSyntax { Function: "-", Arguments.Count: 1 } => Parser.Sign,
        CallSyntax call when Parser.Precedence(call.Function) is > 0 and var precedence => precedence,
        LiteralSyntax { Number: var number } when double.IsNegative(number) && !double.IsNaN(number) => Parser.Sign,
        _ => int.MaxValue,
    };

    private static StringBuilder Call(StringBuilder text, CallSyntax call, int own)
    {
        switch (call)
        {
            case { Function: "not", Arguments: [var inner] }:
                text.Append("not ");
                Write(text, inner, Parser.Not);
                break;
            case { Function: "-", Arguments: [var inner] }:
                text.Append('-');
                Write(text, inner, Parser.Sign + 1);
                break;
            case { Function: "is null", Arguments: [var inner] }:
                Write(text, inner, own);
                text.Append(" is null");
                break;
            case { Function: "in", Arguments: [var value, ..] }:
                Write(text, value, own);
                Arguments(text.Append(" in "), call.Arguments.Skip(1));
                break;
            case { Function: "between", Arguments: [var value, var low, var high] }:
                Write(text, value, own);
                text.Append(" between ");
                Write(text, low, own + 1);
                text.Append(" and ");
                Write(text, high, own + 1);
                break;
            case { Arguments: [var left, var right] } when own < int.MaxValue:
                Write(text, left, own);
                text.Append($" {call.Function} ");
                Write(text, right, own + 1);
                break;
            default:
                Arguments(text.Append(call.Function), call.Arguments);
                break;
        }

        return text;
    }

    private static void Arguments(StringBuilder text, IEnumerable<Syntax> arguments)
    {
        var before = "(";
        foreach (var argument in arguments)
        {
            text.Append(before);
            Write(text, argument, 0);
            before = ", ";
        }

        text.Append(before == "(" ? "()" : ")");
    }

    private static string Literal(LiteralSyntax literal) => literal.Type switch
    {
        ExpressionType.Number => Lexer.Print(literal.Number, "R"),
        ExpressionType.Duration => Lexer.Print(literal.Number),
        ExpressionType.Text => $"'{literal.Text!.Replace("'", "''", StringComparison.Ordinal)}'",
        ExpressionType.Boolean => literal.Number == 1 ? "true" : "false",
        _ => "null",
    };

    private static string Name(string name) =>
        Lexer.IsPlain(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
