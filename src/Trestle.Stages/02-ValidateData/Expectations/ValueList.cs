using System.Globalization;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values of the configuration that texts are compared with; numbers as numbers, so that 1 is 1.0.</summary>
internal sealed class ValueList(IReadOnlyList<string> values, bool caseSensitive)
{
    private readonly HashSet<string> texts = new(
        values.Select(value => value.Trim()), caseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<double> numbers = [.. values.Select(Number).OfType<double>()];

    /// <summary>Whether a text is one of them.</summary>
    public bool Contains(string text) =>
        texts.Contains(text) || (numbers.Count > 0 && Number(text) is { } number && numbers.Contains(number));

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
