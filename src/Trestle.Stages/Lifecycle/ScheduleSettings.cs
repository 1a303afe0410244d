using Trestle.Core.Configuration;

namespace Trestle.Stages.Lifecycle;

/// <summary>When the server runs automatically.</summary>
public sealed record ScheduleSettings
{
    [Setting("When a run starts by itself while the server is up: five cron fields (minute, hour, day, month, weekday).", Example = "0 3 * * *")]
    public string? Run { get; init; }

    [Setting("The time zone of the schedule, by its IANA name.", Example = "Europe/Lisbon")]
    public string TimeZone { get; init; } = "UTC";
}
