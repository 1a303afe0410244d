using Trestle.Core.Expressions;

namespace Trestle.Rows.Expressions;

/// <summary>
/// Computes a column from columns; each is a <c>double[]</c> or a <c>string?[]</c> of at least so many rows. Never writes into them.
/// </summary>
internal delegate Array Evaluate(Array[] arguments, int rows);

/// <summary>One form of a function or operator: a name has several when it takes several kinds of values.</summary>
/// <param name="Name">The name, in lower case.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Evaluate">What it does.</param>
internal sealed record Function(string Name, ExpressionType Result, ExpressionType[] Parameters, Evaluate Evaluate)
{
    /// <summary>Whether the last parameter may be repeated.</summary>
    public bool Repeats { get; init; }

    /// <summary>The position of a parameter that must be a text of <see cref="Words"/>; -1 for none.</summary>
    public int Word { get; init; } = -1;

    /// <summary>The words that the parameter <see cref="Word"/> can be.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether it can be called with so many arguments.</summary>
    public bool Takes(int arguments) => Repeats ? arguments >= Parameters.Length : arguments == Parameters.Length;

    /// <summary>What an argument must be.</summary>
    public ExpressionType Parameter(int position) => Parameters[Math.Min(position, Parameters.Length - 1)];

    /// <summary>The form for people: <c>round(number, number)</c>, <c>date - duration</c>.</summary>
    public override string ToString() => Signature(Name, [.. Parameters.Select(WordOf)], Repeats);

    /// <summary>A call for people.</summary>
    public static string Signature(string name, IReadOnlyList<string> parameters, bool repeats = false) => name switch
    {
        "is null" => $"{parameters[0]} is null",
        "in" => $"{parameters[0]} in ({string.Join(", ", parameters.Skip(1))}{(repeats ? ", …" : "")})",
        "between" => $"{parameters[0]} between {string.Join(" and ", parameters.Skip(1))}",
        _ when char.IsAsciiLetter(name[0]) && name is not ("and" or "or" or "not") =>
            $"{name}({string.Join(", ", parameters)}{(repeats ? ", …" : "")})",
        _ when parameters.Count == 1 => $"{name} {parameters[0]}",
        _ => string.Join($" {name} ", parameters),
    };

    /// <summary>A type for people.</summary>
    public static string WordOf(ExpressionType type) => type.ToString().ToLowerInvariant();
}
