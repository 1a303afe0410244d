using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateModel;

/// <summary>What the metric of models may lose on the test part when rows are changed.</summary>
public sealed record RobustnessSettings
{
    internal const string NoiseName = "noise";
    internal const string MissingName = "missing";
    internal const string ShiftName = "shift";

    [Setting("Loss with noise of a tenth of a standard deviation on every number.", Example = "{at-most: 0.02}")]
    public LimitSettings? Noise { get; init; }

    [Setting("Loss with one in twenty values missing.", Example = "{at-most: 0.02}")]
    public LimitSettings? Missing { get; init; }

    [Setting("Loss with one number shifted by half a standard deviation, the worst of the eight that move the answers most.",
        Example = "{at-most: 0.05}")]
    public LimitSettings? Shift { get; init; }

    /// <summary>The limits that are set, by the name of the change.</summary>
    internal IEnumerable<(string Change, LimitSettings Limit)> Limits() =>
        new[] { (NoiseName, Noise), (MissingName, Missing), (ShiftName, Shift) }
            .Where(entry => entry.Item2 is not null).Select(entry => (entry.Item1, entry.Item2!));
}
