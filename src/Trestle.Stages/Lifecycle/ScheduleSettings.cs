using Trestle.Core.Configuration;

namespace Trestle.Stages.Lifecycle;

/// <summary>When the server runs automatically.</summary>
public sealed record ScheduleSettings
{
    [Setting("When the server starts a run: five cron fields (minute, hour, day, month, weekday).", Example = "0 3 * * *")]
    public string? Run { get; init; }

    [Setting(
        "When the server reads the sources again and refreshes the tables that rows in service look up: five cron fields.",
        Example = "15 * * * *")]
    public string? Refresh { get; init; }

    [Setting("Time zone of the schedule (IANA name).", Example = "Europe/Lisbon")]
    public string TimeZone { get; init; } = "UTC";
}
