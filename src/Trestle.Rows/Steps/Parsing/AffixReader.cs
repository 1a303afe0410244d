using System.Globalization;

using Trestle.Core.Schema;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>Reads numbers with affixes by the factors of a column.</summary>
internal static class AffixReader
{
    private const int LargestPower = 30;

    /// <summary>10^-30 to 10^30, each the double nearest to it, ascending.</summary>
    private static readonly double[] PowersOfTen =
    [
        .. Enumerable.Range(-LargestPower, (2 * LargestPower) + 1)
            .Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture)),
    ];

    /// <summary>Whether a number alone is multiplied too.</summary>
    public static bool ScalesAlone(IReadOnlyList<NumberAffix> affixes) => Find(affixes, []) >= 0;

    public static bool TryRead(ReadOnlySpan<char> text, char decimalMark, IReadOnlyList<NumberAffix> affixes, out double value)
    {
        var (power, factor, shift) = (0, 1.0, 0.0);
        var split = NumberSplitter.TrySplit(text, out var parts);
        if (!split)
        {
            parts = new NumberParts { Digits = NumberSymbols.Trim(text) };
            TryScale(affixes, [], ref power, ref factor, ref shift);
        }

        value = double.NaN;
        var read = (parts.Before.IsEmpty || TryScale(affixes, parts.Before, ref power, ref factor, ref shift))
            && (parts.After.IsEmpty || TryScale(affixes, parts.After, ref power, ref factor, ref shift))
            && parts.TryRead(decimalMark, power, out value)
            && double.IsFinite(value = (shift == 0 ? value : value + shift) * factor);
        value = read ? value : double.NaN;
        return read;
    }

    private static bool TryScale(
        IReadOnlyList<NumberAffix> affixes, ReadOnlySpan<char> text, ref int power, ref double factor, ref double shift)
    {
        var found = Find(affixes, text);
        if (found < 0)
        {
            return false;
        }

        // What is added is added to the number as it is written.
        shift += affixes[found].Shift;
        var at = affixes[found].Shift != 0 ? -1 : Array.BinarySearch(PowersOfTen, affixes[found].Factor);
        power += at < 0 ? 0 : at - LargestPower;
        factor *= at < 0 ? affixes[found].Factor : 1;
        return true;
    }

    private static int Find(IReadOnlyList<NumberAffix> affixes, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < affixes.Count; i++)
        {
            if (text.SequenceEqual(affixes[i].Text))
            {
                return i;
            }
        }

        return -1;
    }
}
