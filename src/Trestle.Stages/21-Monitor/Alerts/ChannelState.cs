namespace Trestle.Stages.Monitor.Alerts;

/// <summary>What is on record about a channel.</summary>
public sealed record ChannelState
{
    /// <summary>Its name.</summary>
    public required string Channel { get; init; }

    /// <summary>Attempts in a row that failed; 0 when the last one succeeded.</summary>
    public int Failures { get; init; }

    /// <summary>Since when every attempt has failed; null when the last one succeeded.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why the last failed attempt failed, without any secret; null when none ever did.</summary>
    public string? Failure { get; init; }

    /// <summary>The earliest time of the next attempt.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>When the last notification was accepted.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Notifications that were accepted.</summary>
    public long Sent { get; init; }

    /// <summary>Notifications that were given up.</summary>
    public long Dropped { get; init; }

    /// <summary>When open alerts were last sent again.</summary>
    public DateTimeOffset RepeatedAt { get; init; }

    /// <summary>Until when a server is delivering; other servers leave the channel alone until then.</summary>
    public DateTimeOffset BusyUntil { get; init; }
}

/// <summary>A channel as it is: its record, and how many notifications wait for it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its record.</param>
/// <param name="Waiting">Notifications that it has not accepted yet.</param>
public sealed record ChannelStatus(string Name, ChannelState State, int Waiting);

/// <summary>A notice on its way to one channel.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Attempts">How often delivery was attempted.</param>
public sealed record Delivery(Notice Notice, int Attempts);
