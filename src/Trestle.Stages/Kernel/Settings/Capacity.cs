using System.Globalization;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>How many rows can be acted on: <c>5%</c>, <c>0.05</c> or <c>500 of 7000</c>.</summary>
internal static class Capacity
{
    private const string Of = " of ";

    /// <summary>The share of rows, above 0 and at most 1; null when nothing is said. Error TR1410.</summary>
    public static double? Read(string? text, SourcePositions positions) => text is null ? null
        : Share(text.Trim()) is { } share && share is > 0 and <= 1 ? share
        : throw new TrestleException(DecisionErrors.BadCapacity(text, positions.Find("select-best.capacity").ToString()));

    private static double? Share(string text) => text.Split(Of) switch
    {
        [var number, var all] => Number(number) / Number(all),
        [[.., '%']] => Number(text[..^1]) / 100,
        [_] => Number(text),
        _ => null,
    };

    private static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
