namespace Trestle.Stages.RetrainOrRetire;

/// <summary>What is known when deciding whether to train again.</summary>
/// <param name="Now">The time.</param>
/// <param name="TrainedAt">When the champion was trained.</param>
/// <param name="AskedAt">When the policy was last evaluated.</param>
/// <param name="LabelledRows">Labelled predictions since the champion was trained.</param>
/// <param name="DriftWindows">How many windows the longest drift alarm has lasted; 0 without one.</param>
/// <param name="DriftCause">What that alarm says.</param>
/// <param name="LostWindows">How many windows an alarm of lost performance has lasted; 0 without one.</param>
/// <param name="LostCause">What that alarm says.</param>
public sealed record RenewalFacts(
    DateTimeOffset Now, DateTimeOffset TrainedAt, DateTimeOffset AskedAt, long LabelledRows, int DriftWindows, string DriftCause,
    int LostWindows, string LostCause);

/// <summary>The decision of a trigger.</summary>
/// <param name="Fires">Whether it asks for a new training.</param>
/// <param name="Reason">Why, or why not, with the figures.</param>
public sealed record TriggerVerdict(bool Fires, string Reason);

/// <summary>Something that asks for a new training. Adding one takes one file and one line in <see cref="TriggerCatalog"/>.</summary>
public interface IRenewalTrigger
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>Its decision; null when it is not configured.</summary>
    TriggerVerdict? Judge(TriggerSettings settings, RenewalFacts facts);
}

/// <summary>All triggers, one line each.</summary>
internal static class TriggerCatalog
{
    /// <summary>In the order in which they are evaluated.</summary>
    public static IReadOnlyList<IRenewalTrigger> All { get; } =
    [
        new PerformanceTrigger(),
        new DriftTrigger(),
        new NewRowsTrigger(),
        new ScheduleTrigger(),
    ];
}
