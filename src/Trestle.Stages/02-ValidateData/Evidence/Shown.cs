using System.Globalization;

using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>How expectations write values for people.</summary>
internal static class Shown
{
    private const int Length = 40;

    /// <summary>A figure: at most six digits.</summary>
    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>A value of a column of some type.</summary>
    public static string Value(ColumnType? type, double value) => type switch
    {
        ColumnType.Date when IsoDate.Of(value) is { } moment => moment,
        ColumnType.Boolean when value is 0 or 1 => value == 1 ? "true" : "false",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>A text: short, and without characters that control a terminal.</summary>
    public static string Text(string text) => Format.Cut(Format.Plain(text), Length);

    /// <summary>A range, with either end open.</summary>
    public static string Range(double? min, double? max, bool aboveMin = false, bool belowMax = false, Func<double, string>? show = null)
    {
        show ??= Number;
        return (min, max) switch
        {
            ({ } low, { } high) when low == high && !aboveMin && !belowMax => show(low),
            ({ } low, { } high) when !aboveMin && !belowMax => $"{show(low)} to {show(high)}",
            ({ } low, { } high) => $"{(aboveMin ? "above" : "at least")} {show(low)} and {(belowMax ? "below" : "at most")} {show(high)}",
            ({ } low, null) => $"{(aboveMin ? "above" : "at least")} {show(low)}",
            (null, { } high) => $"{(belowMax ? "below" : "at most")} {show(high)}",
            _ => "anything",
        };
    }
}
