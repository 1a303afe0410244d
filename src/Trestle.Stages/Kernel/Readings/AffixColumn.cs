using System.Globalization;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>The affixes of a column that have a meaning.</summary>
internal sealed class AffixColumn(AffixEvidence evidence, IReadOnlyList<AffixMeaning> known)
{
    /// <summary>The affixes with a meaning, ordered by text.</summary>
    public IReadOnlyList<AffixMeaning> Known => known;

    /// <summary>Rows with a number alone.</summary>
    public long Alone => evidence.Alone;

    /// <summary>Whether most values are bounds on both sides, as classes are named: "&lt;=50K", "&gt;50K".</summary>
    public bool HasClasses =>
        known.Where(meaning => meaning.Comparison is not null).Sum(Rows) * 2 > evidence.Alone + evidence.Together
        && known.Any(meaning => meaning.Comparison is "<" or "<=" or "=<" or "≤")
        && known.Any(meaning => meaning.Comparison is ">" or ">=" or "=>" or "≥" or "+");

    /// <summary>Whether single capitals stand behind whole numbers only, as in seats (12A); K and M are magnitudes.</summary>
    public bool HasCodes => !evidence.Fractions && evidence.Alone == 0 && evidence.Counts.Keys.All(text => text is [>= 'A' and <= 'Z'])
        && !(evidence.Counts.Keys.All(text => text is "K" or "M" or "B") && evidence.Counts.Keys.Any(text => text is "K" or "M"));

    /// <summary>What the numbers are for one of, without repetition.</summary>
    public string[] Rates => Distinct(meaning => meaning.Per);

    /// <summary>The currencies, each by one name.</summary>
    public string[] Currencies => Distinct(meaning => meaning.Currency);

    /// <summary>The first affix of each kind that does not go with the others: shares, units, and money with magnitudes.</summary>
    public string[] Kinds =>
    [
        .. known
            .Select(meaning => (meaning.Text, Kind: meaning.Share is not null ? "share"
                : meaning.Units.Count > 0 ? "unit"
                : meaning.Currency is not null || meaning.Magnitude is not null ? "amount"
                : ""))
            .Where(meaning => meaning.Kind.Length > 0)
            .GroupBy(meaning => meaning.Kind, meaning => meaning.Text)
            .Select(kind => kind.First()),
    ];

    /// <summary>Rows with an affix.</summary>
    public long Rows(AffixMeaning meaning) => evidence.Counts[meaning.Text];

    /// <summary>How each kind of affix but units is read, for people.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (var meaning in known)
        {
            var rows = $"numbers with '{meaning.Text}' ({Print(Rows(meaning))}) are read as";
            var note = meaning switch
            {
                { Share: { } share } => string.Create(CultureInfo.InvariantCulture, $"{rows} shares: times {share:R}"),
                { Magnitude: { } magnitude } => string.Create(CultureInfo.InvariantCulture, $"{rows} times {magnitude:R}"),
                { Comparison: not null } or { Counted: true } or { Per: not null } => $"{rows} the number itself",
                _ => "",
            };
            if (note.Length > 0)
            {
                yield return note;
            }
        }

        foreach (var currency in Currencies)
        {
            yield return $"amounts of money are all in {currency}";
        }
    }

    private string[] Distinct(Func<AffixMeaning, string?> part) =>
        [.. known.Select(part).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>A number of rows.</summary>
    public static string Print(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Texts in quotes: "'a', 'b' and 'c'".</summary>
    public static string Quoted(IEnumerable<AffixMeaning> meanings) => Quoted([.. meanings.Select(meaning => meaning.Text)]);

    /// <inheritdoc cref="Quoted(IEnumerable{AffixMeaning})"/>
    public static string Quoted(string[] texts) => texts.Length == 1
        ? $"'{texts[0]}'"
        : $"{string.Join(", ", texts[..^1].Select(text => $"'{text}'"))} and '{texts[^1]}'";
}
