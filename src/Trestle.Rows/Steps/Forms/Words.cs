using System.Collections.Frozen;
using System.Text;

namespace Trestle.Rows.Steps.Forms;

/// <summary>Tables of codes with their names, found whatever the case, points, hyphens, apostrophes and white space.</summary>
internal static class Words
{
    private const int LongestName = 200;

    /// <summary>A table that is written <c>CODE=name|other name;CODE=name</c>: each code by itself and by its names.</summary>
    public static FrozenDictionary<string, string> Table(string text)
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var code = entry[..entry.IndexOf('=', StringComparison.Ordinal)];
            foreach (var name in entry[(code.Length + 1)..].Split('|', StringSplitOptions.RemoveEmptyEntries).Prepend(code))
            {
                if (!table.TryAdd(Key(name), code) && table[Key(name)] != code)
                {
                    throw new InvalidOperationException($"'{name}' is {code} and {table[Key(name)]}");
                }
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>
    /// The part of a name that is compared: its letters, digits and signs, in lower case and without accents. Empty for other texts.
    /// </summary>
    public static string Key(string name)
    {
        const string Ignored = ".,-'\u2019\u2010\u2011\u2013()&";
        if (name.Length > LongestName)
        {
            return "";
        }

        var key = new StringBuilder(name.Length);
        foreach (var c in NormalForm.Of(name, compatible: true))
        {
            if (!char.IsWhiteSpace(c) && !Ignored.Contains(c, StringComparison.Ordinal))
            {
                key.Append(Letters.Plain(char.ToLowerInvariant(c)));
            }
        }

        return key.ToString();
    }
}
