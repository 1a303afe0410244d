using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>The model has lost performance for some windows.</summary>
internal sealed class PerformanceTrigger : IRenewalTrigger
{
    /// <inheritdoc/>
    public string Name => "performance";

    /// <inheritdoc/>
    public TriggerVerdict? Judge(TriggerSettings settings, RenewalFacts facts) => settings.PerformanceWindows is not { } windows ? null
        : facts.LostWindows == 0 ? new TriggerVerdict(false, "no alarm of lost performance")
        : new TriggerVerdict(
            facts.LostWindows >= windows,
            $"performance was lost in {Format.Count(facts.LostWindows, "window")}, {windows} needed: {facts.LostCause}");
}
