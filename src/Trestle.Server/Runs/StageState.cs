namespace Trestle.Server.Runs;

/// <summary>How a stage stands.</summary>
public enum StageStatus
{
    /// <summary>It is part of a run, and none has come to it.</summary>
    Waiting,

    /// <summary>It is being run.</summary>
    Running,

    /// <summary>It was run.</summary>
    Finished,

    /// <summary>An earlier result was taken.</summary>
    Reused,

    /// <summary>It stopped with a mistake or a fault.</summary>
    Failed,

    /// <summary>A gate refused its result.</summary>
    Refused,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,

    /// <summary>Its process was killed.</summary>
    Interrupted,

    /// <summary>It is in service.</summary>
    Active,

    /// <summary>It is no part of a run, and nothing of it is in service.</summary>
    Idle,
}

/// <summary>A unit of work of a stage.</summary>
public sealed record UnitState(string Shard, StageStatus Status, string Reason, DateTimeOffset Started, DateTimeOffset? Ended, long? PeakMemory, string? Error);

/// <summary>A document or a file that a stage wrote.</summary>
public sealed record WrittenArtifact(string Shard, string Name, ContentHash Hash, long Bytes, bool IsDocument);

/// <summary>One of the 22 stages, as it stands in a run or in service.</summary>
public sealed record StageState
{
    public required int Number { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public required string Question { get; init; }
    public required IReadOnlyList<string> Reads { get; init; }
    public required IReadOnlyList<string> Writes { get; init; }

    /// <summary>Whether a run goes through it.</summary>
    public required bool InRun { get; init; }
    public required StageStatus Status { get; init; }
    public DateTimeOffset? Started { get; init; }
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Share of the work that is done, 0 to 1; null when it is not being run here.</summary>
    public double? Share { get; init; }

    /// <summary>What it is doing.</summary>
    public string? Doing { get; init; }

    /// <summary>What came out, in one line.</summary>
    public string? Line { get; init; }
    public IReadOnlyList<UnitState> Units { get; init; } = [];
    public IReadOnlyList<WrittenArtifact> Artifacts { get; init; } = [];
}

/// <summary>A run in short.</summary>
public sealed record RunSummary(
    int Id, string Status, DateTimeOffset Started, DateTimeOffset? Ended, string Command, int Seed, string Code, string Machine, int? Resumes, int Ran, int Reused);

/// <summary>The 22 stages in one run and in service.</summary>
public sealed record LifecycleState(RunSummary? Run, IReadOnlyList<StageState> Stages);
