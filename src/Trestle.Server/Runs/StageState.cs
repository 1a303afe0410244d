namespace Trestle.Server.Runs;

/// <summary>State of a stage.</summary>
public enum StageStatus
{
    /// <summary>Part of the run, not started yet.</summary>
    Waiting,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Finished.</summary>
    Finished,

    /// <summary>An earlier result was reused.</summary>
    Reused,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>A gate refused its result.</summary>
    Refused,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>Its process was killed.</summary>
    Interrupted,

    /// <summary>Active in a deployment.</summary>
    Active,

    /// <summary>Not part of runs, and not active in a deployment.</summary>
    Idle,
}

/// <summary>A unit of work of a stage.</summary>
public sealed record UnitState(
    string Shard, StageStatus Status, string Reason, DateTimeOffset Started, DateTimeOffset? Ended, long? PeakMemory, string? Error);

/// <summary>An output document or file of a stage.</summary>
public sealed record WrittenArtifact(string Shard, string Name, ContentHash Hash, long Bytes, bool IsDocument);

/// <summary>State of one of the 22 stages in a run or in deployments.</summary>
public sealed record StageState
{
    public required int Number { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public required string Question { get; init; }
    public required IReadOnlyList<string> Reads { get; init; }
    public required IReadOnlyList<string> Writes { get; init; }

    /// <summary>Whether it is part of runs.</summary>
    public required bool InRun { get; init; }
    public required StageStatus Status { get; init; }
    public DateTimeOffset? Started { get; init; }
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Share that is done, 0 to 1; null if it is not running in this server.</summary>
    public double? Share { get; init; }

    /// <summary>Current activity.</summary>
    public string? Doing { get; init; }

    /// <summary>The result in one line.</summary>
    public string? Line { get; init; }
    public IReadOnlyList<UnitState> Units { get; init; } = [];
    public IReadOnlyList<WrittenArtifact> Artifacts { get; init; } = [];
}

/// <summary>Summary of a run.</summary>
public sealed record RunSummary(
    int Id, string Status, DateTimeOffset Started, DateTimeOffset? Ended, string Command, int Seed, string Code, string Machine,
    int? Resumes, int Ran, int Reused);

/// <summary>State of the 22 stages in a run and in deployments.</summary>
public sealed record LifecycleState(RunSummary? Run, IReadOnlyList<StageState> Stages);
