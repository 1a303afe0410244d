using System.Globalization;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>How the affixes of a column are read.</summary>
internal sealed record AffixReading
{
    /// <summary>What the number next to each known affix is multiplied by; ordered by text. Empty when there is a problem.</summary>
    public IReadOnlyList<NumberAffix> Affixes { get; init; } = [];

    /// <summary>Affixes that mean nothing here; ordered by text. Their values are no numbers.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>What was decided, for people: "numbers with '%' (95) are read as shares: times 0.01".</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why the numbers cannot be read without being told how: "'EUR' and 'USD' are different currencies"; else null.</summary>
    public string? Problem { get; init; }
}

/// <summary>Decides what the numbers of a column are multiplied by, from the texts that stand next to them.</summary>
internal static class UnitFactors
{
    /// <summary>Reads the affixes of a column; null when they do not make it a column of numbers.</summary>
    /// <remarks>
    /// They do not when none is known, when most values are bounds ("&lt;=50K" and "&gt;50K" are two classes), and when single capitals
    /// stand behind whole numbers only ("12A", "4B" are codes).
    /// </remarks>
    public static AffixReading? Decide(AffixEvidence evidence)
    {
        var column = new AffixColumn(evidence, Settled(Meanings(evidence)));
        return column.Known.Count == 0 || column.HasClasses || column.HasCodes
            ? null
            : Read(column) with
            {
                Unknown = [.. evidence.Counts.Keys.Except(column.Known.Select(meaning => meaning.Text)).Order(StringComparer.Ordinal)],
            };
    }

    /// <summary>
    /// The meanings of the affixes. A word without one, in small letters, that stands at more than half of the numbers says what is
    /// counted: "patients", and with it "patient".
    /// </summary>
    private static AffixMeaning[] Meanings(AffixEvidence evidence)
    {
        var texts = evidence.Counts.Keys.Order(StringComparer.Ordinal).ToArray();
        var known = texts.Select(AffixMeaning.Of).OfType<AffixMeaning>().ToArray();
        var noun = texts.FirstOrDefault(text => evidence.Counts[text] * 2 > evidence.Together && text.Length > 2 && text.All(char.IsLower));
        return noun is null || AffixMeaning.Of(noun) is not null ? known :
        [
            .. known.Where(meaning => meaning is { Comparison: not null, Units.Count: 0 }),
            .. texts.Where(text => text == noun || text == $"{noun}s" || $"{text}s" == noun)
                .Select(text => new AffixMeaning { Text = text, Counted = true }),
        ];
    }

    /// <summary>
    /// What can be a magnitude or a unit becomes one of them: "m" is a metre beside "km", a million beside "$" or "k". "cr" is ten
    /// million only beside rupees.
    /// </summary>
    private static AffixMeaning[] Settled(AffixMeaning[] known)
    {
        var units = known.Where(meaning => meaning.Magnitude is null && meaning.Units.Count > 0).SelectMany(meaning => meaning.Units)
            .Select(unit => unit.Quantity).ToHashSet(StringComparer.Ordinal);
        var rupees = known.Any(meaning => meaning.Currency == "INR" || meaning.Magnitude == 1e5);
        var onlyMetres = known.All(meaning => meaning.Currency is null && (meaning.Magnitude is null || meaning.Text == "m"));
        return
        [
            .. known.Where(meaning => rupees || !meaning.IsCredit).Select(meaning =>
                meaning is not { Magnitude: not null, Units.Count: > 0 } ? meaning
                : meaning.Units.Any(unit => units.Contains(unit.Quantity)) || onlyMetres ? meaning with { Magnitude = null }
                : meaning with { Units = [] }),
        ];
    }

    private static AffixReading Read(AffixColumn column)
    {
        if (column.Currencies is { Length: > 1 } currencies)
        {
            return Problem($"{AffixColumn.Quoted(currencies)} are different currencies");
        }

        if (column.Rates is { Length: > 1 } rates)
        {
            return Problem($"prices per {AffixColumn.Quoted(rates)} are different rates");
        }

        if (column.Alone > 0 && column.Known.Any(meaning => meaning is { Text: "m", Units.Count: > 0 }))
        {
            return Problem($"'m' can be a metre or a million, and {AffixColumn.Print(column.Alone)} numbers have no unit");
        }

        if (column.Kinds is { Length: > 1 } kinds)
        {
            return Problem($"{AffixColumn.Quoted(kinds)} are different kinds of numbers");
        }

        var shares = column.Known.Where(meaning => meaning.Share is not null).ToArray();
        if (shares.Length > 0 && column.Alone > 0)
        {
            return Problem(
                $"{AffixColumn.Print(shares.Sum(column.Rows))} numbers have {AffixColumn.Quoted(shares)},"
                + $" {AffixColumn.Print(column.Alone)} have not: it is not said whether those are shares or percents");
        }

        return column.Known.Any(meaning => meaning.Units.Count > 0) ? ReadUnits(column) : new AffixReading
        {
            Affixes = [.. column.Known.Select(meaning => new NumberAffix(meaning.Text, (meaning.Share ?? 1) * (meaning.Magnitude ?? 1)))],
            Notes = [.. column.Notes()],
        };
    }

    private static AffixReading ReadUnits(AffixColumn column)
    {
        var measured = column.Known.Where(meaning => meaning.Units.Count > 0).ToArray();

        // "3 mo" among ages without a unit says that they are in something else.
        if ((measured.Length > 1 && column.Alone > 0) || column.Alone > measured.Sum(column.Rows))
        {
            return Problem($"{AffixColumn.Print(column.Alone)} numbers have no unit, others have {AffixColumn.Quoted(measured)}");
        }

        var largest = measured.OrderByDescending(column.Rows).ThenBy(meaning => meaning.Text, StringComparer.Ordinal).First();
        var readings = largest.Units.Select(unit => ConversionsTo(unit, measured)).OfType<(double Shift, double Factor)[]>().ToArray();
        if (readings.Length == 0)
        {
            return Problem($"{AffixColumn.Quoted(measured)} cannot be read as one unit");
        }

        if (readings.Any(conversions => !conversions.SequenceEqual(readings[0])))
        {
            return Problem($"{AffixColumn.Quoted(measured)} are units of more than one quantity");
        }

        var conversion = measured.Zip(readings[0]).ToDictionary(pair => pair.First.Text, pair => pair.Second);
        string[] converted =
        [
            .. measured.Where(meaning => conversion[meaning.Text] != (0, 1)).Select(
                meaning => $"'{meaning.Text}' ({AffixColumn.Print(column.Rows(meaning))}) {Words(conversion[meaning.Text])}"),
        ];
        return new AffixReading
        {
            Affixes =
            [
                .. column.Known.Select(meaning => conversion.TryGetValue(meaning.Text, out var found)
                    ? new NumberAffix(meaning.Text, found.Factor, found.Shift)
                    : new NumberAffix(meaning.Text, 1)),
            ],
            Notes =
            [
                $"numbers are in '{largest.Text}'" + (converted.Length > 0 ? $"; {string.Join(", ", converted)}" : "")
                    + (column.Alone > 0 ? $"; {AffixColumn.Print(column.Alone)} without a unit are taken to be too" : ""),
                .. column.Notes(),
            ],
        };
    }

    private static string Words((double Shift, double Factor) conversion) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(conversion.Shift < 0 ? "minus " : conversion.Shift > 0 ? "plus " : "")}{Amount(conversion.Shift)}times {conversion.Factor:R}");

    private static string Amount(double shift) =>
        shift == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(shift):R}, ");

    /// <summary>The conversion of each affix to a unit; null when one is no unit of the quantity, or cannot be converted.</summary>
    private static (double Shift, double Factor)[]? ConversionsTo(Unit unit, AffixMeaning[] measured)
    {
        var units = measured.Select(meaning => meaning.Units.FirstOrDefault(own => own.Quantity == unit.Quantity));
        var conversions = units.Select(own => own is null ? null : Units.Conversion(own, unit)).ToArray();
        return conversions.Any(conversion => conversion is null) ? null : [.. conversions.Select(conversion => conversion!.Value)];
    }

    private static AffixReading Problem(string text) => new() { Problem = text };
}
