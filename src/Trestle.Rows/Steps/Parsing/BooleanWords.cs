using System.Collections.Frozen;
using System.Numerics;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// The words for true and false, in pairs. Only words that mean nothing else in a table are here: "x" and blank, "j" and "n",
/// or the Polish "nie" are not; check marks and crosses are, but an x alone is not.
/// </summary>
public static class BooleanWords
{
    private static readonly (string True, string False)[] Known =
    [
        ("true", "false"), ("yes", "no"), ("y", "n"), ("t", "f"), ("on", "off"), ("1", "0"),
        ("ja", "nein"), ("ja", "nee"), ("ja", "nej"), ("ja", "nei"), ("oui", "non"), ("sí", "no"), ("si", "no"), ("sì", "no"),
        ("sim", "não"), ("да", "нет"), ("wahr", "falsch"), ("vrai", "faux"), ("verdadero", "falso"), ("vero", "falso"),
        ("verdadeiro", "falso"), ("waar", "onwaar"), ("истина", "ложь"), ("是", "否"),
        ("✓", "✗"), ("✔", "✘"), ("✔", "✗"), ("✓", "✘"), ("✔\uFE0F", "✖\uFE0F"), ("☑", "☐"), ("☑\uFE0F", "☐"), ("☑", "☒"), ("✅", "❌"),
    ];

    private static readonly FrozenDictionary<string, (bool Truth, ulong Pairs)> Words = Known
        .SelectMany((pair, at) => new[] { (Word: pair.True, Truth: true, Pair: at), (Word: pair.False, Truth: false, Pair: at) })
        .GroupBy(word => word.Word, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(
            group => group.Key,
            group => (group.First().Truth, group.Aggregate(0UL, (pairs, word) => pairs | (1UL << word.Pair))),
            StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, (bool Truth, ulong Pairs)>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// The pairs that a word belongs to, a bit for each; 0 for any other text. White space around it and case do not count. Texts
    /// are words of one pair when they have a bit in common: "yes" and "no" have, "yes" and "false" have not.
    /// </summary>
    public static ulong Pairs(ReadOnlySpan<char> text) => Lookup.TryGetValue(text.Trim(), out var word) ? word.Pairs : 0;

    /// <summary>The pair that a word belongs to, as "yes/no" (the first, when there are several); null for any other text.</summary>
    public static string? Pair(ReadOnlySpan<char> text) => Name(Pairs(text));

    /// <summary>The first of some pairs, as "yes/no"; null when there is none.</summary>
    public static string? Name(ulong pairs) => pairs == 0 || BitOperations.TrailingZeroCount(pairs) >= Known.Length
        ? null
        : $"{Known[BitOperations.TrailingZeroCount(pairs)].True}/{Known[BitOperations.TrailingZeroCount(pairs)].False}";

    internal static bool TryRead(ReadOnlySpan<char> text, out bool value)
    {
        var read = Lookup.TryGetValue(text, out var word);
        value = word.Truth;
        return read;
    }
}
