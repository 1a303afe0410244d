using Trestle.Core.Configuration;

namespace Trestle.Stages.Lifecycle;

/// <summary>When the server runs automatically.</summary>
public sealed record ScheduleSettings
{
    [Setting("When the server starts a run: five cron fields (minute, hour, day, month, weekday).", Example = "0 3 * * *")]
    public string? Run { get; init; }

    [Setting("Time zone of the schedule (IANA name).", Example = "Europe/Lisbon")]
    public string TimeZone { get; init; } = "UTC";
}
