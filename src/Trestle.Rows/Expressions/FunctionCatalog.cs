namespace Trestle.Rows.Expressions;

/// <summary>All functions and operators of expressions.</summary>
internal static class FunctionCatalog
{
    private static readonly Dictionary<string, Function[]> ByName = new[]
    {
        Operators.All, NumberFunctions.All, TextFunctions.All, DateFunctions.All,
    }.SelectMany(all => all).GroupBy(function => function.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>Names that are called like functions, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. ByName.Keys.Where(name => char.IsAsciiLetter(name[0]))
            .Except(["and", "or", "not", "in", "between", "is null"]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The forms of a function; empty when there is none of this name.</summary>
    public static IReadOnlyList<Function> Find(string name) => ByName.GetValueOrDefault(name, []);
}
