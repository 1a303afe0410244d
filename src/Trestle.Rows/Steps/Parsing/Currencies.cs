using System.Collections.Frozen;
using System.Globalization;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>Signs and abbreviations of currencies: the symbols of Unicode, ISO 4217, and usual others.</summary>
internal static class Currencies
{
    /// <summary>
    /// The codes of ISO 4217 that are in use, in capitals. Left out are ALL and TOP, which are words ("TOP 10"), and the codes of metals,
    /// funds and tests. RM and the dollars are how these currencies are written; "M$" is none, but a million.
    /// </summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Codes = Set(
        """
        AED AFN AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY CNH COP
        CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR
        ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN
        NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
        SZL THB TJS TMT TND TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL BTC ETH RM
        US$ USD$ $US A$ AU$ AUD$ $AU C$ CA$ CAD$ $CA NZ$ HK$ S$ SG$ NT$ R$ MX$ AR$ CL$ CO$ U$S RD$ TT$ J$ Z$ N$ E£
        """,
        StringComparer.Ordinal);

    /// <summary>Abbreviations and words, in any case.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations = Set(
        """
        usd eur gbp jpy cny inr chf aud cad rub brl sek nok dkk pln czk huf krw zar mxn euro euros dollar dollars rmb
        rs rs. kr kr. fr. sfr sfr. kč zł zl lei лв лв. руб руб. р. грн грн. rp rp. bs bs. eur. 元 円 圓 원
        """,
        StringComparer.OrdinalIgnoreCase);

    public static bool Contain(ReadOnlySpan<char> text) =>
        (text.Length == 1 && IsSymbol(text[0])) || Codes.Contains(text) || Abbreviations.Contains(text);

    public static bool IsSymbol(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words, StringComparer comparer) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(comparer).GetAlternateLookup<ReadOnlySpan<char>>();
}
