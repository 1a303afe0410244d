namespace Trestle.Stages.Deploy.Strategies;

/// <summary>All strategies: one line each.</summary>
internal static class StrategyCatalog
{
    /// <summary>The strategies.</summary>
    public static IReadOnlyList<IRolloutStrategy> All { get; } =
    [
        new Direct(),
        new BlueGreen(),
        new Canary(),
        new Shadow(),
    ];
}
