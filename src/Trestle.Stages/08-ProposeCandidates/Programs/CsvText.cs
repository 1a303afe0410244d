using System.Globalization;

namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>Values as training programs read them in CSV: whatever is written reads back the same.</summary>
internal static class CsvText
{
    /// <summary>A number, to the last bit; NaN is an empty field.</summary>
    public static string Number(double number) => double.IsNaN(number) ? "" : number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A text. Without quotes it is never empty: that would be "no value".</summary>
    public static string Quoted(string text) =>
        text.Length > 0 && text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
