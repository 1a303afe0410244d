namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>What can be wrong with a range.</summary>
internal static class RangeWords
{
    /// <summary>What is wrong with it; null when it can be used.</summary>
    public static string? Fault(double? min, double? max) => (min, max) switch
    {
        (null, null) => "it has neither min nor max",
        ({ } low, { } high) when low > high => $"min is above max",
        _ => null,
    };
}
