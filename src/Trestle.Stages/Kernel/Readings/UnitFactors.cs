using System.Globalization;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>How the affixes of a column are read.</summary>
internal sealed record AffixReading
{
    /// <summary>What the number next to each known affix is multiplied by; ordered by text. Empty when there is a problem.</summary>
    public IReadOnlyList<NumberAffix> Affixes { get; init; } = [];

    /// <summary>Affixes that mean nothing here; ordered by text. Their values are no numbers.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>What was decided, for people: "numbers with '%' are read as shares: 57% is 0.57".</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why the numbers cannot be read without being told how: "'$' and '€' are different currencies"; else null.</summary>
    public string? Problem { get; init; }
}

/// <summary>Decides what the numbers of a column are multiplied by, from the texts that stand next to them.</summary>
internal static class UnitFactors
{
    /// <summary>Reads the affixes of a column.</summary>
    /// <param name="counts">
    /// The values of each affix, as <see cref="Rows.Steps.Parsing.NumberText.TrySplit"/> gives them (before and after count each); the
    /// empty text: numbers alone.
    /// </param>
    /// <param name="fractions">Whether a number with an affix has a fraction. Without one, "4B" can be a code.</param>
    /// <returns>The reading; null when no affix is known.</returns>
    public static AffixReading? Decide(IReadOnlyDictionary<string, long> counts, bool fractions)
    {
        var texts = counts.Keys.Where(text => text.Length > 0).Order(StringComparer.Ordinal).ToArray();
        var known = texts.Select(AffixMeaning.Of).OfType<AffixMeaning>().ToArray();
        var alone = counts.GetValueOrDefault("");
        if (known.Length == 0 || (!fractions && alone == 0 && AreCodes(texts)))
        {
            return null;
        }

        var reading = Read(new Column(counts, ByUse(known), alone));
        return reading with { Unknown = [.. texts.Except(known.Select(meaning => meaning.Text))] };
    }

    /// <summary>Single capitals behind whole numbers only: seats (12A, 14C), forms (4B). K and M are magnitudes.</summary>
    private static bool AreCodes(string[] texts) =>
        texts.All(text => text is [>= 'A' and <= 'Z']) && !(texts.All(text => text is "K" or "M" or "B") && texts.Any(text => text is "K" or "M"));

    /// <summary>Where a unit of the column can be nothing but a unit ("km"), its neighbours are units too ("m"); else magnitudes.</summary>
    private static AffixMeaning[] ByUse(AffixMeaning[] known)
    {
        var others = known.Where(meaning => meaning.Magnitude is null && meaning.Units.Count > 0).ToArray();
        var money = known.Any(meaning => meaning.Currency is not null);
        var magnitudes = known.Any(meaning => meaning.Magnitude is not null && meaning.Text != "m" && meaning.Currency is null);
        return
        [
            .. known.Select(meaning => meaning is not { Magnitude: not null, Units.Count: > 0 } ? meaning
                : others.Any(other => other.Units.Any(unit => meaning.Units.Any(own => own.Quantity == unit.Quantity)))
                    || (meaning.Text == "m" && !money && !magnitudes)
                    ? meaning with { Magnitude = null }
                    : meaning with { Units = [] }),
        ];
    }

    private static AffixReading Read(Column column)
    {
        var currencies = column.Distinct(meaning => meaning.Currency);
        if (currencies.Length > 1)
        {
            return Problem($"{Quoted(currencies)} are different currencies");
        }

        string[] kinds = [.. column.Kinds()];
        if (kinds.Length > 1)
        {
            return Problem($"{Quoted(kinds)} are different kinds of numbers");
        }

        var shares = column.Known.Where(meaning => meaning.Share is not null).ToArray();
        if (shares.Length > 0 && column.Alone > 0)
        {
            return Problem(
                $"{Count(column.Of(shares))} numbers have {Quoted(shares)}, {Count(column.Alone)} have not:"
                + " it is not said whether those are shares or percents");
        }

        return column.Known.Any(meaning => meaning.Units.Count > 0) ? ReadUnits(column) : new AffixReading
        {
            Affixes = [.. column.Known.Select(meaning => new NumberAffix(meaning.Text, (meaning.Share ?? 1) * (meaning.Magnitude ?? 1)))],
            Notes = [.. column.Notes()],
        };
    }

    private static AffixReading ReadUnits(Column column)
    {
        var measured = column.Known.Where(meaning => meaning.Units.Count > 0).ToArray();
        if (measured.Length > 1 && column.Alone > 0)
        {
            return Problem($"{Count(column.Alone)} numbers have no unit, others have {Quoted(measured)}");
        }

        var largest = measured.OrderByDescending(column.Of).ThenBy(meaning => meaning.Text, StringComparer.Ordinal).First();
        var readings = largest.Units.Select(unit => FactorsTo(unit, measured)).OfType<double[]>().ToArray();
        if (readings.Length == 0)
        {
            return Problem($"{Quoted(measured)} cannot be read as one unit");
        }

        if (readings.Any(factors => !factors.SequenceEqual(readings[0])))
        {
            return Problem($"{Quoted(measured)} are units of more than one quantity");
        }

        var factor = measured.Zip(readings[0]).ToDictionary(pair => pair.First.Text, pair => pair.Second);
        var converted = measured.Where(meaning => factor[meaning.Text] != 1)
            .Select(meaning => $"'{meaning.Text}' ({Count(column.Of(meaning))}) times {Print(factor[meaning.Text])}");
        string[] told = [.. converted];
        return new AffixReading
        {
            Affixes = [.. column.Known.Select(meaning => new NumberAffix(meaning.Text, factor.GetValueOrDefault(meaning.Text, 1)))],
            Notes =
            [
                $"numbers are in '{largest.Text}'" + (told.Length > 0 ? $"; {string.Join(", ", told)}" : "")
                    + (column.Alone > 0 ? $"; {Count(column.Alone)} without a unit are taken to be too" : ""),
                .. column.Notes(),
            ],
        };
    }

    /// <summary>The factor of each affix to a unit; null when one of them is no unit of the quantity, or more than a factor is needed.</summary>
    private static double[]? FactorsTo(Unit unit, AffixMeaning[] measured)
    {
        var factors = measured
            .Select(meaning => meaning.Units.FirstOrDefault(own => own.Quantity == unit.Quantity) is { } own ? Units.Factor(own, unit) : null)
            .ToArray();
        return factors.Any(factor => factor is null) ? null : [.. factors.Select(factor => factor!.Value)];
    }

    private static AffixReading Problem(string text) => new() { Problem = text };

    private static string Quoted(IEnumerable<AffixMeaning> meanings) => Quoted([.. meanings.Select(meaning => meaning.Text)]);

    private static string Quoted(string[] texts) => texts.Length < 2
        ? $"'{texts[0]}'"
        : $"{string.Join(", ", texts[..^1].Select(text => $"'{text}'"))} and '{texts[^1]}'";

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Print(double factor) => factor.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The known affixes of a column.</summary>
    private sealed record Column(IReadOnlyDictionary<string, long> Counts, AffixMeaning[] Known, long Alone)
    {
        public long Of(AffixMeaning meaning) => Counts[meaning.Text];

        public long Of(IEnumerable<AffixMeaning> meanings) => meanings.Sum(Of);

        public string[] Distinct(Func<AffixMeaning, string?> part) =>
            [.. Known.Select(part).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

        /// <summary>The first affix of each kind that does not go with the others: money and magnitudes do.</summary>
        public IEnumerable<string> Kinds() => Known
            .Where(meaning => meaning.Share is not null || meaning.Units.Count > 0 || meaning.Currency is not null || meaning.Magnitude is not null)
            .GroupBy(meaning => meaning.Share is not null ? 0 : meaning.Units.Count > 0 ? 1 : 2)
            .Select(kind => kind.First().Text);

        public IEnumerable<string> Notes()
        {
            foreach (var meaning in Known.Where(meaning => meaning.Share is not null))
            {
                yield return $"numbers with '{meaning.Text}' ({Count(Of(meaning))}) are read as shares: times {Print(meaning.Share!.Value)}";
            }

            foreach (var meaning in Known.Where(meaning => meaning.Magnitude is not null))
            {
                yield return $"numbers with '{meaning.Text}' ({Count(Of(meaning))}) are read as times {Print(meaning.Magnitude!.Value)}";
            }

            foreach (var name in Distinct(meaning => meaning.Currency))
            {
                yield return $"amounts of money are all in {name}";
            }

            foreach (var meaning in Known.Where(meaning => meaning.Comparison is not null))
            {
                yield return $"numbers with '{meaning.Comparison}' ({Count(Of(meaning))}) are read as the number itself";
            }
        }
    }
}
