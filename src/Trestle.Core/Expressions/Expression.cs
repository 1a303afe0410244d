using System.Text.Json.Serialization;

using Trestle.Core.Errors;

namespace Trestle.Core.Expressions;

/// <summary>
/// An expression of the row path that was read: <c>if(tenure &gt; 0, total_charges / tenure, null)</c>. Its columns and functions are
/// looked up when the columns are known. Two expressions are equal when they differ in nothing but their spelling.
/// </summary>
[JsonConverter(typeof(ExpressionConverter))]
public sealed class Expression : IEquatable<Expression>
{
    private Expression(string source, Syntax root)
    {
        (Source, Root) = (source, root);
        Text = Printer.Print(root);
    }

    /// <summary>The expression as it was written.</summary>
    public string Source { get; }

    /// <summary>The expression in its canonical form, which reads back to the same expression.</summary>
    public string Text { get; }

    /// <summary>The tree.</summary>
    public Syntax Root { get; }

    /// <summary>The names of the columns that it reads, each once.</summary>
    public IReadOnlyList<string> Columns => [.. Names(Root).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads an expression; a text that is none is error TR2370, which marks the place.</summary>
    /// <param name="text">The text, of at most 10,000 characters.</param>
    /// <param name="where">Where it stands, for the error: a line of the configuration, a setting.</param>
    public static Expression Parse(string text, string where = "an expression")
    {
        try
        {
            return new Expression(text, Parser.Parse(text));
        }
        catch (ExpressionFault fault)
        {
            throw new TrestleException(SyntaxErrors.Invalid(fault, text, where), inner: fault);
        }
    }

    /// <summary>The text with a mark before the character at a position, cut to what fits on a line.</summary>
    public static string Marked(string text, int at)
    {
        const int Around = 40;
        var (from, to) = (Math.Max(0, at - Around), Math.Min(text.Length, at + Around));
        var marked = $"{(from > 0 ? "…" : "")}{text[from..at]}▸{text[at..to]}{(to < text.Length ? "…" : "")}";
        return string.Concat(marked.Select(c => char.IsControl(c) ? ' ' : char.IsSurrogate(c) ? '·' : c));
    }

    /// <inheritdoc/>
    public bool Equals(Expression? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Expression);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical form.</summary>
    public override string ToString() => Text;

    private static IEnumerable<string> Names(Syntax tree) => tree switch
    {
        ColumnSyntax column => [column.Name],
        CallSyntax call => call.Arguments.SelectMany(Names),
        _ => [],
    };
}
