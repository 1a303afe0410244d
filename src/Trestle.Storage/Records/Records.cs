using Trestle.Core.Artifacts;

namespace Trestle.Storage.Records;

/// <summary>The state of a run.</summary>
public enum RunStatus
{
    Running,
    Finished,
    Failed,
    Refused,
    Cancelled,

    /// <summary>Its process is gone without a trace: it was killed, or the machine went down.</summary>
    Interrupted,
}

/// <summary>The state of a unit of work.</summary>
public enum UnitStatus
{
    Running,
    Finished,
    Reused,
    Failed,
    Refused,
    Cancelled,
    Interrupted,
}

/// <summary>What is recorded when a run begins.</summary>
/// <param name="Project">Name of the project.</param>
/// <param name="Configuration">The text of its configuration.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="CodeVersion">The version of the running code.</param>
/// <param name="Machine">The machine, in words.</param>
/// <param name="Command">The command line.</param>
/// <param name="ProcessId">The process that runs it.</param>
/// <param name="ProcessStartedAt">When that process was started, in UTC ticks: ids are reused.</param>
/// <param name="Resumes">The interrupted run that this one resumes.</param>
public sealed record NewRun(
    string Project, string Configuration, int Seed, string CodeVersion, string Machine, string Command,
    int ProcessId, long ProcessStartedAt, int? Resumes);

/// <summary>A recorded run.</summary>
public sealed record RunRecord(int Id, NewRun Run, RunStatus Status, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);

/// <summary>A recorded unit of work.</summary>
public sealed record UnitRecord(
    long Id, int Run, int StageNumber, string Stage, string Shard, string Key, UnitStatus Status, string Reason, DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt, long? PeakMemory, string? Error);

/// <summary>Something that a unit wrote.</summary>
public sealed record UnitArtifact(string Name, ContentHash Hash, long Bytes);

/// <summary>What a stage wrote, or used again, in a run.</summary>
public sealed record StageOutput(int Run, ContentHash Hash, DateTimeOffset At);

/// <summary>A registered version of a model.</summary>
public sealed record ModelVersion(string Model, int Version, ContentHash Package, int Run, DateTimeOffset CreatedAt);

/// <summary>A name for a version.</summary>
public sealed record ModelAlias(string Model, string Alias, int Version);

/// <summary>A move of an alias: from where to where, by whom, why, when.</summary>
public sealed record AliasChange(string Model, string Alias, int? From, int To, string Who, string Reason, DateTimeOffset At);
