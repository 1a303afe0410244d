namespace Trestle.Stages.Monitor.Alerts;

/// <summary>The state of an alert.</summary>
public enum AlertState
{
    /// <summary>It needs attention.</summary>
    Open,

    /// <summary>Somebody is looking at it.</summary>
    Acknowledged,

    /// <summary>Its cause is gone, or somebody closed it.</summary>
    Resolved,
}

/// <summary>One thing that is wrong with a deployment: a cause has at most one unresolved alert.</summary>
public sealed record Alert
{
    /// <summary>The deployment.</summary>
    public required string Deployment { get; init; }

    /// <summary>The monitor that raised it.</summary>
    public required string Monitor { get; init; }

    /// <summary>What it is about: a column, the predictions, a metric.</summary>
    public required string Subject { get; init; }

    /// <summary>How often this cause has raised an alert, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Its state.</summary>
    public required AlertState State { get; init; }

    /// <summary>The live version when it was opened.</summary>
    public required int Version { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When the cause was last seen.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>In how many windows the cause was seen.</summary>
    public required int Windows { get; init; }

    /// <summary>Windows in a row without the cause.</summary>
    public int Calm { get; init; }

    /// <summary>What was found, in words.</summary>
    public required string Detail { get; init; }

    /// <summary>Who acknowledged or resolved it; null when nobody did.</summary>
    public string? By { get; init; }

    /// <summary>Why it was acknowledged or resolved.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether its opening was announced; not while it is silenced.</summary>
    public bool Announced { get; init; } = true;

    /// <summary>The cause: it has at most one unresolved alert.</summary>
    public string Cause => $"{Deployment}/{Monitor}/{Subject}";
}

/// <summary>A notice that an alert was opened, acknowledged or resolved.</summary>
/// <param name="Id">The id of the notice, by which a receiver recognises duplicates.</param>
/// <param name="Event"><c>alert.opened</c>, <c>alert.acknowledged</c>, <c>alert.resolved</c>.</param>
/// <param name="At">When.</param>
/// <param name="Alert">The alert at that time.</param>
public sealed record Notice(string Id, string Event, DateTimeOffset At, Alert Alert)
{
    /// <summary>The event of a notice that only tries a channel.</summary>
    internal const string Test = "alert.test";

    /// <summary>Whether it only tries a channel.</summary>
    internal bool IsTest => Event == Test;
}
