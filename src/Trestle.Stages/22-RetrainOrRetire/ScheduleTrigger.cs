using Cronos;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>A time of the schedule has passed since the policy was last evaluated.</summary>
internal sealed class ScheduleTrigger : IRenewalTrigger
{
    /// <inheritdoc/>
    public string Name => "schedule";

    /// <inheritdoc/>
    public TriggerVerdict? Judge(TriggerSettings settings, RenewalFacts facts)
    {
        if (settings.Schedule is not { } text)
        {
            return null;
        }

        var next = Parse(text).GetNextOccurrence(facts.AskedAt.UtcDateTime);
        return next is not { } due ? new TriggerVerdict(false, $"the schedule '{text}' has no time left")
            : new TriggerVerdict(
                due <= facts.Now.UtcDateTime, FormattableString.Invariant($"the schedule '{text}' is due at {due:yyyy-MM-dd HH:mm} UTC"));
    }

    /// <summary>Reads a schedule; error TR2201 when it is not valid.</summary>
    public static CronExpression Parse(string text) => CronExpression.TryParse(text, out var schedule)
        ? schedule
        : throw new TrestleException(RetrainOrRetireErrors.BadSchedule(text));
}
