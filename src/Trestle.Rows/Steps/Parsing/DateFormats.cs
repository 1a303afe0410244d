namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// What is known about date formats: those that are tried when the format of a column is inferred, which of them are rivals, and
/// which are other forms of one another. Positions are those of <see cref="All"/>.
/// </summary>
public static class DateFormats
{
    /// <summary>The most formats of <see cref="All"/> that can read one text.</summary>
    public const int MostMatches = 64;

    /// <summary>Every format tried by inference, in order of preference: day before month where both fit.</summary>
    public static IReadOnlyList<string> All => DateReader.All;

    /// <summary>Formats that are never inferred, because their texts are numbers.</summary>
    public static IReadOnlyList<string> Declared { get; } = [];

    /// <summary>Whether a text can be a date at all; rules out most texts at once.</summary>
    public static bool CouldBeDate(ReadOnlySpan<char> text) => text.Length is >= 6 and <= 40 && char.IsAsciiDigit(text[0]);

    /// <summary>
    /// The positions of the formats that read a text, ascending; <paramref name="matches"/> has room for <see cref="MostMatches"/>.
    /// </summary>
    /// <returns>Their number.</returns>
    public static int Matching(ReadOnlySpan<char> text, Span<int> matches)
    {
        var count = 0;
        text = text.Trim();
        for (var i = 0; i < All.Count && CouldBeDate(text); i++)
        {
            if (DateReader.TryRead(text, All[i], out _))
            {
                matches[count++] = i;
            }
        }

        return count;
    }

    /// <summary>
    /// Whether two formats read the same texts, but with day, month and year in another order ("01/02/2024"), so that the texts alone
    /// cannot tell which one is right.
    /// </summary>
    public static bool Rival(string a, string b) => Skeleton(a) == Skeleton(b) && Order(a) != Order(b);

    /// <summary>Whether two formats have day, month and year in the same order, whatever their separators, padding and times.</summary>
    public static bool SameOrder(string a, string b) => Order(a) == Order(b);

    /// <summary>The order of the parts of a date, such as "dMy"; empty for a time of day.</summary>
    public static string Order(string format) => string.Concat(format.Where(letter => letter is 'y' or 'M' or 'd').Distinct());

    /// <summary>What is wrong with a declared format; null when it can be used.</summary>
    public static string? Fault(string format) => null;

    /// <summary>The format of <see cref="Declared"/> in which all numbers of a range would be plausible dates; null if there is none.</summary>
    public static string? Plausible(double low, double high) => null;

    private static string Skeleton(string format) => format.Replace("yyyy", "Y").Replace("dd", "d").Replace("MM", "M")
        .Replace("yy", "#").Replace('d', '#').Replace('M', '#').Replace("HH", "H").Replace("hh", "h");
}
