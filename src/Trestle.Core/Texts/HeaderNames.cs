namespace Trestle.Core.Texts;

/// <summary>Names of columns as a header gives them, made to differ.</summary>
public static class HeaderNames
{
    /// <summary>The name of a column without one, by its position from 0.</summary>
    public static string Unnamed(int position) => $"unnamed_{position + 1}";

    /// <summary>
    /// The names without the blanks around them; one that an earlier column has, whatever the case, gets the next number that is free:
    /// name_2.
    /// </summary>
    public static IReadOnlyList<string> Distinct(IReadOnlyList<string> names)
    {
        var given = names.Select(Same).ToHashSet(StringComparer.Ordinal);
        var last = new Dictionary<string, int>(given.Count, StringComparer.Ordinal);
        var distinct = new string[names.Count];
        for (var i = 0; i < distinct.Length; i++)
        {
            var same = Same(names[i]);
            if (last.TryAdd(same, 1))
            {
                distinct[i] = names[i].Trim();
                continue;
            }

            do
            {
                distinct[i] = $"{names[i].Trim()}_{++last[same]}";
            }
            while (given.Contains(Same(distinct[i])));
        }

        return distinct;
    }

    /// <summary>What a person should know about names that differ from those in the header.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<string> names, IReadOnlyList<string> distinct) =>
        names.Zip(distinct).Select((pair, i) => (pair.First, pair.Second, Position: i + 1)).Where(pair => pair.First.Trim() != pair.Second)
            .Select(pair => $"column {pair.Position} is called '{pair.First}' as an earlier one is; it is called '{pair.Second}'");

    private static string Same(string name) => name.Trim().ToUpperInvariant();
}
