namespace Trestle.Core.Expressions;

/// <summary>The kind of a value in an expression.</summary>
public enum ExpressionType
{
    /// <summary>The literal <c>null</c>, which is a missing value of any other kind.</summary>
    Null,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false; what a condition is.</summary>
    Boolean,

    /// <summary>A point in time.</summary>
    Date,

    /// <summary>The time between two dates.</summary>
    Duration,
}

/// <summary>A part of an expression as it was written; nothing is known of its columns yet.</summary>
/// <param name="At">Where it starts in the text, from 0.</param>
public abstract record Syntax(int At);

/// <summary>A value that is written out.</summary>
/// <param name="At">Where it starts.</param>
/// <param name="Type">What it is.</param>
/// <param name="Number">The number, 1 or 0 for true and false, or the microseconds of a duration; NaN for others.</param>
/// <param name="Text">The text; null for others.</param>
public sealed record LiteralSyntax(int At, ExpressionType Type, double Number = double.NaN, string? Text = null) : Syntax(At);

/// <summary>A column, by its name.</summary>
public sealed record ColumnSyntax(int At, string Name) : Syntax(At);

/// <summary>A function of other values. Operators are functions, too: <c>+</c>, <c>and</c>, <c>is null</c>.</summary>
public sealed record CallSyntax(int At, string Function, IReadOnlyList<Syntax> Arguments) : Syntax(At);
