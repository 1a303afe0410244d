namespace Trestle.Stages.Kernel.Readings;

internal sealed record UnitChoice(IReadOnlyList<NumberAffix> Affixes, string? Note, string? Problem);

internal static class UnitFactors
{
    public static UnitChoice Of(IReadOnlyDictionary<string, long> affixes) => new([], null, null);
}
