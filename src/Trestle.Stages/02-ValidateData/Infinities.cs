using System.Globalization;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// Infinity measures nothing, and no statistic survives it: a row with one is set aside, alike whether the source has it as a number or
/// as a word.
/// </summary>
internal static class Infinities
{
    /// <summary>Why a row is set aside, after the name of its column.</summary>
    public const string Reason = "is not a finite number";

    /// <summary>Whether a text means infinity, or a number that is too large for one.</summary>
    public static bool IsWord(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var word = text is ['-' or '+', ..] ? text[1..] : text;
        return word.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsInfinity(value));
    }

    /// <summary>The block with NaN in the place of infinity; the same block when there is none.</summary>
    public static RowBlock Without(RowBlock block)
    {
        Array[]? columns = null;
        for (var c = 0; c < block.Schema.Count; c++)
        {
            if (block.Schema[c].Kind == ColumnKind.Number && Replaced(block.Numbers(c)) is { } replaced)
            {
                columns ??= [.. Enumerable.Range(0, block.Schema.Count).Select(block.Raw)];
                columns[c] = replaced;
            }
        }

        return columns is null ? block : RowBlock.Trusted(block.Schema, block.Rows, columns);
    }

    private static double[]? Replaced(ReadOnlySpan<double> numbers)
    {
        double[]? replaced = null;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (double.IsInfinity(numbers[i]))
            {
                replaced ??= numbers.ToArray();
                replaced[i] = double.NaN;
            }
        }

        return replaced;
    }
}
