using Trestle.Core.Errors;

namespace Trestle.Core.Expressions;

/// <summary>What can be wrong with the text of an expression.</summary>
internal static class SyntaxErrors
{
    public static Problem Invalid(ExpressionFault fault, string text, string where) => new(
        "TR2370",
        $"the expression has {fault.Message}",
        fault.Expected,
        $"{where}, character {fault.At + 1}: {Expression.Marked(text, fault.At)}",
        fault.Fix);
}
