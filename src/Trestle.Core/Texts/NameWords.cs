using System.Text.RegularExpressions;

namespace Trestle.Core.Texts;

/// <summary>The words of names of columns.</summary>
public static partial class NameWords
{
    /// <summary>The words of a name in lower case: "arrivalDate_year" has arrival, date and year.</summary>
    public static string[] Of(string name) => [.. Word().Matches(name).Select(match => match.Value.ToLowerInvariant())];

    [GeneratedRegex(@"[\p{Lu}]+(?![\p{Ll}])|[\p{Lu}]?[\p{Ll}]+|\p{Lo}+|\d+")]
    private static partial Regex Word();
}
