using System.Collections.Frozen;

using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>What a text next to a number means. "M USD" is a magnitude and a currency; "m" is a magnitude or a unit.</summary>
internal sealed record AffixMeaning
{
    /// <summary>Signs and words that are the same currency in any table that has only one of dollars, rupees and so on.</summary>
    private static readonly FrozenDictionary<string, string> CurrencyNames = new Dictionary<string, string>
    {
        ["$"] = "USD", ["US$"] = "USD", ["dollar"] = "USD", ["dollars"] = "USD", ["€"] = "EUR", ["euro"] = "EUR", ["euros"] = "EUR",
        ["eur."] = "EUR", ["£"] = "GBP", ["₹"] = "INR", ["rs"] = "INR", ["rs."] = "INR", ["₽"] = "RUB", ["руб"] = "RUB", ["руб."] = "RUB",
        ["р."] = "RUB", ["zł"] = "PLN", ["zl"] = "PLN", ["kč"] = "CZK", ["R$"] = "BRL", ["A$"] = "AUD", ["AU$"] = "AUD", ["C$"] = "CAD",
        ["CA$"] = "CAD", ["kr."] = "kr", ["sfr"] = "CHF", ["sfr."] = "CHF", ["fr."] = "CHF", ["₩"] = "KRW", ["원"] = "KRW", ["₺"] = "TRY",
        ["₪"] = "ILS", ["₫"] = "VND", ["฿"] = "THB", ["₴"] = "UAH", ["грн"] = "UAH", ["грн."] = "UAH", ["円"] = "JPY", ["元"] = "CNY",
        ["rmb"] = "CNY", ["RM"] = "MYR",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, double> Shares = new Dictionary<string, double>
    {
        ["%"] = 0.01, ["٪"] = 0.01, ["％"] = 0.01, ["pct"] = 0.01, ["percent"] = 0.01, ["per cent"] = 0.01, ["prozent"] = 0.01,
        ["‰"] = 0.001, ["permille"] = 0.001, ["per mille"] = 0.001, ["promille"] = 0.001, ["‱"] = 0.0001, ["basis points"] = 0.0001,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Letters, by case: "m" is a million only where nothing says metre, "t" is a tonne.</summary>
    private static readonly FrozenDictionary<string, double> Letters = new Dictionary<string, double>
    {
        ["k"] = 1e3, ["K"] = 1e3, ["M"] = 1e6, ["m"] = 1e6, ["MM"] = 1e6, ["B"] = 1e9, ["b"] = 1e9, ["T"] = 1e12,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, double> Words = new Dictionary<string, double>
    {
        ["hundred"] = 1e2, ["thousand"] = 1e3, ["thousands"] = 1e3, ["tsd"] = 1e3, ["tys"] = 1e3, ["тыс"] = 1e3, ["mil"] = 1e6,
        ["mn"] = 1e6, ["mln"] = 1e6, ["mio"] = 1e6, ["million"] = 1e6, ["millions"] = 1e6, ["millionen"] = 1e6, ["млн"] = 1e6,
        ["bn"] = 1e9, ["bln"] = 1e9, ["billion"] = 1e9, ["billions"] = 1e9, ["mrd"] = 1e9, ["mld"] = 1e9, ["milliard"] = 1e9, ["milliards"] = 1e9, ["milliarden"] = 1e9,
        ["млрд"] = 1e9, ["tn"] = 1e12, ["trn"] = 1e12, ["trillion"] = 1e12, ["trillions"] = 1e12, ["lakh"] = 1e5, ["lakhs"] = 1e5,
        ["lac"] = 1e5, ["lacs"] = 1e5, ["crore"] = 1e7, ["crores"] = 1e7, ["cr"] = 1e7, ["万"] = 1e4, ["萬"] = 1e4, ["亿"] = 1e8, ["億"] = 1e8,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

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

        return Amount(text);
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

        double? magnitude = Letters.TryGetValue(text, out var letter) ? letter
            : Words.TryGetValue(text.TrimEnd('.'), out var word) ? word
            : null;
        var units = Typing.Units.Find(text);
        return magnitude is null && units.Count == 0 ? null : new AffixMeaning { Text = text, Magnitude = magnitude, Units = units };
    }

    /// <summary>Whether the text is a currency for a unit: €/kg.</summary>
    private static bool IsPrice(string text) =>
        text.Split('/') is [var currency, var unit] && NumberText.IsCurrency(currency.Trim()) && Typing.Units.Find(unit.Trim()).Count > 0;
}
