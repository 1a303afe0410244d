using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>A drift alarm has lasted for some windows.</summary>
internal sealed class DriftTrigger : IRenewalTrigger
{
    /// <inheritdoc/>
    public string Name => "drift";

    /// <inheritdoc/>
    public TriggerVerdict? Judge(TriggerSettings settings, RenewalFacts facts) => settings.DriftWindows is not { } windows ? null
        : facts.DriftWindows == 0 ? new TriggerVerdict(false, "no drift alarm")
        : new TriggerVerdict(
            facts.DriftWindows >= windows,
            $"drift has lasted {Format.Count(facts.DriftWindows, "window")}, {windows} needed: {facts.DriftCause}");
}
