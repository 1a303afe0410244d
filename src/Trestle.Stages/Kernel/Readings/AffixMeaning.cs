using System.Collections.Frozen;

using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>What a text next to a number means. "M USD" is a magnitude and a currency; "m" is a magnitude or a unit.</summary>
internal sealed record AffixMeaning
{
    /// <summary>Signs and words that are the same currency in any table that has only one of dollars, rupees and so on.</summary>
    private static readonly FrozenDictionary<string, string> CurrencyNames = WordTable.Of(
        StringComparer.OrdinalIgnoreCase,
        ("USD", "$, US$, USD$, $US, U$S, dollar, dollars"),
        ("EUR", "€, euro, euros, eur."),
        ("GBP", "£"),
        ("INR", "₹, rs, rs."),
        ("RUB", "₽, руб, руб., р."),
        ("PLN", "zł, zl"),
        ("CZK", "kč"),
        ("CHF", "sfr, sfr., fr."),
        ("BRL", "R$"),
        ("AUD", "A$, AU$, AUD$, $AU"),
        ("CAD", "C$, CA$, CAD$, $CA"),
        ("CNY", "元, rmb"),
        ("JPY", "円"),
        ("KRW", "₩, 원"),
        ("TRY", "₺"),
        ("ILS", "₪"),
        ("VND", "₫"),
        ("THB", "฿"),
        ("UAH", "₴, грн, грн."),
        ("MYR", "RM"),
        ("kr", "kr."));

    private static readonly FrozenDictionary<string, double> Shares = WordTable.Of(
        StringComparer.OrdinalIgnoreCase,
        (0.01, "%, ٪, ％, pct, percent, per cent, prozent"),
        (0.001, "‰, permille, per mille, promille"),
        (0.0001, "‱, basis points"));

    /// <summary>Letters, by case: "m" is a million only where nothing says metre, "t" is a tonne.</summary>
    private static readonly FrozenDictionary<string, double> Letters = WordTable.Of(
        StringComparer.Ordinal, (1e3, "k, K"), (1e6, "M, m, MM"), (1e9, "B, b"), (1e12, "T"));

    private static readonly FrozenDictionary<string, double> Words = WordTable.Of(
        StringComparer.OrdinalIgnoreCase,
        (1e2, "hundred"),
        (1e3, "thousand, thousands, tsd, tys, тыс"),
        (1e4, "万, 萬"),
        (1e5, "lakh, lakhs, lac, lacs"),
        (1e6, "mn, mln, mio, million, millions, millionen, млн"),
        (1e7, "crore, crores, cr"),
        (1e8, "亿, 億"),
        (1e9, "bn, bln, billion, billions, mrd, mld, milliard, milliards, milliarden, млрд"),
        (1e12, "tn, trn, trillion, trillions"));

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The comparison in it, such as &lt;, or null.</summary>
    public string? Comparison { get; init; }

    /// <summary>The currency in it, by one name for all its signs, or null.</summary>
    public string? Currency { get; init; }

    /// <summary>The share of one that a percent sign means, or null.</summary>
    public double? Share { get; init; }

    /// <summary>The magnitude in it, such as 1000, or null.</summary>
    public double? Magnitude { get; init; }

    /// <summary>What the number is for one of, such as "/kg" or "per month", or null.</summary>
    public string? Per { get; init; }

    /// <summary>Whether the text is "cr": ten million beside rupees, else perhaps a credit.</summary>
    public bool IsCredit => Text.TrimEnd('.').Equals("cr", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it names what is counted, as "patients".</summary>
    public bool Counted { get; init; }

    /// <summary>The units that it can be.</summary>
    public IReadOnlyList<Unit> Units { get; init; } = [];

    /// <summary>The meaning of a text next to a number; null when it has none.</summary>
    public static AffixMeaning? Of(string text)
    {
        for (var length = Math.Min(text.Length, 7); length > 0; length--)
        {
            if (NumberText.IsComparison(text.AsSpan(0, length)) && (length == text.Length || !char.IsLetter(text[length - 1])))
            {
                var rest = text[length..].Trim();
                var comparison = new AffixMeaning { Text = text, Comparison = text[..length] };
                return rest.Length == 0 ? comparison
                    : Amount(rest) is { } amount ? amount with { Text = text, Comparison = text[..length] } : null;
            }
        }

        var least = text is [.., '+'] ? Amount(text[..^1].TrimEnd()) : null;
        return least is null ? Amount(text) : least with { Text = text, Comparison = "+" };
    }

    private static AffixMeaning? Amount(string text)
    {
        if (One(text) is { } one)
        {
            return one;
        }

        // "M USD", "Mio. €", "€ Mio", "k€", "MUSD".
        for (var at = 1; at < text.Length; at++)
        {
            var glued = text[at - 1] != ' ' && text[at] != ' ';
            var (first, second) = (One(text[..at].Trim()), One(text[at..].Trim()));
            if (first is { Magnitude: not null } && second is { Currency: not null } && !(glued && text[..at] is "T" or "t"))
            {
                return second with { Text = text, Magnitude = first.Magnitude };
            }

            if (!glued && first is { Currency: not null } && second is { Magnitude: not null })
            {
                return first with { Text = text, Magnitude = second.Magnitude };
            }
        }

        return null;
    }

    private static AffixMeaning? One(string text)
    {
        if (NumberText.IsCurrency(text) || IsPrice(text))
        {
            return new AffixMeaning { Text = text, Currency = CurrencyNames.GetValueOrDefault(text, text) };
        }

        if (Shares.TryGetValue(text.TrimEnd('.'), out var share))
        {
            return new AffixMeaning { Text = text, Share = share };
        }

        var per = text is ['/', ..] ? text[1..].Trim() : text.StartsWith("per ", StringComparison.Ordinal) ? text[4..].Trim() : "";
        if (Readings.Units.Find(per).Count > 0 || per is "month" or "person" or "night" or "unit" or "head" or "item" or "each")
        {
            return new AffixMeaning { Text = text, Per = per };
        }

        double? magnitude = Letters.TryGetValue(text, out var letter) ? letter
            : Words.TryGetValue(text.TrimEnd('.'), out var word) ? word
            : null;
        var units = Readings.Units.Find(text);
        return magnitude is null && units.Count == 0 ? null : new AffixMeaning { Text = text, Magnitude = magnitude, Units = units };
    }

    /// <summary>Whether the text is a currency for a unit: €/kg.</summary>
    private static bool IsPrice(string text) =>
        text.Split('/') is [var currency, var unit] && NumberText.IsCurrency(currency.Trim()) && Readings.Units.Find(unit.Trim()).Count > 0;
}
