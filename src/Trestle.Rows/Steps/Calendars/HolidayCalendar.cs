namespace Trestle.Rows.Steps.Calendars;

/// <summary>The public holidays of a country or of a part of it, on the days on which they are taken.</summary>
public static class HolidayCalendar
{
    /// <summary>The first year of the table.</summary>
    public const int FirstYear = 2000;

    /// <summary>The number of years in the table.</summary>
    public const int Years = 36;

    /// <summary>The codes that are known.</summary>
    public static IEnumerable<string> Codes => Entries().SelectMany(entry => entry.Codes).Order(StringComparer.Ordinal);

    /// <summary>The holidays, as days since 1970-01-01, ascending; null for an unknown code.</summary>
    /// <param name="code">A country of ISO 3166-1 (DE), or a part of one by ISO 3166-2 (DE-BY).</param>
    public static IReadOnlyList<int>? Find(string code) =>
        Entries().FirstOrDefault(entry => entry.Codes.Contains(code, StringComparer.OrdinalIgnoreCase)).Days is { } days
            ? [.. Enumerable.Range(0, Years).SelectMany(year => Days(FirstYear + year, days[0] + days[year + 1]).Order())]
            : null;

    /// <summary>The codes with the same days, the days of every year, and the others of each year.</summary>
    private static IEnumerable<(string[] Codes, string[] Days)> Entries() =>
        HolidayTable.Entries.ReplaceLineEndings("").Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('=')).Select(sides => (sides[0].Split(','), sides[1].Split(':')));

    private static IEnumerable<int> Days(int year, string days)
    {
        for (var i = 0; i < days.Length; i += 2)
        {
            var day = days[i + 1] <= '9' ? days[i + 1] - '0' : days[i + 1] - 'a' + 10;
            yield return (int)(new DateTime(year, days[i] - 'A' + 1, day) - DateTime.UnixEpoch).TotalDays;
        }
    }
}
