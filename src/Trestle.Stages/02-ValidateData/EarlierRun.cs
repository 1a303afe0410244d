using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>A run of the past.</summary>
/// <param name="At">When it began.</param>
/// <param name="Table">Its table.</param>
internal sealed record EarlierRun(DateTimeOffset At, RawTable Table)
{
    /// <summary>What expectations measured of the table, by what it is.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();
}
