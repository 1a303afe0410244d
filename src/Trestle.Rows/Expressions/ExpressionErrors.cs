using Trestle.Core.Errors;
using Trestle.Core.Expressions;

namespace Trestle.Rows.Expressions;

/// <summary>What can be wrong between an expression and the columns of its rows.</summary>
internal static class ExpressionErrors
{
    public static Problem UnknownColumn(string column, IReadOnlyCollection<string> known, string where) => new(
        "TR2371", $"there is no column '{column}' for the expression", "a column of the table", where, Nearest.Advice(column, known));

    public static Problem UnknownFunction(string function, IReadOnlyCollection<string> known, string where) => new(
        "TR2372", $"there is no function '{function}'", "a function of docs/expressions.md", where, Nearest.Advice(function, known));

    public static Problem WrongArguments(string found, IEnumerable<Function> forms, string where) => new(
        "TR2373",
        $"the expression has {found}",
        string.Join(" or ", forms.Select(form => form.ToString()).Distinct(StringComparer.Ordinal)),
        where,
        "convert a value with number(…), text(…), date(…) or boolean(…); write a date as date '2024-01-31', a duration as 90d");

    public static Problem NoCondition(string source, ExpressionType found, string where) => new(
        "TR2374",
        $"the expression is a {Function.WordOf(found)}",
        "a condition, which is true or false for each row",
        $"{where}: {Expression.Marked(source, 0)}",
        "compare it with something, such as > 0 or is not null");

    public static Problem NoColumn(string source, ExpressionType found, string where) => new(
        "TR2375",
        $"the expression is {(found == ExpressionType.Null ? "always null" : "a duration, which no column can hold")}",
        "a number, a text, a date or a truth",
        $"{where}: {Expression.Marked(source, 0)}",
        "turn a duration into a number with days(…) or hours(…)");

    public static Problem UnknownWord(string function, string? found, IReadOnlyCollection<string> known, string where) => new(
        "TR2376",
        $"{function} has {(found is null ? "a unit that is not written out" : $"the unit '{found}'")}",
        $"one of: {string.Join(", ", known.Select(word => $"'{word}'"))}",
        where,
        found is null ? "write the unit as a text in single quotes" : Nearest.Advice(found, known));

    public static Problem NothingRead(string source, string where) => new(
        "TR2377",
        "the expression names no column",
        "an expression that depends on the row",
        $"{where}: {Expression.Marked(source, 0)}",
        "name a column, without quotes or in double quotes; a text in single quotes is a text");
}
