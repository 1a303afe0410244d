namespace Trestle.Storage.Records;

// Rows of the record database as EF Core maps them; times are UTC ticks, so that every database orders them alike.
internal sealed class RunEntity
{
    public int Id { get; set; }
    public required string Project { get; set; }
    public required RunStatus Status { get; set; }
    public required long StartedAt { get; set; }
    public long? EndedAt { get; set; }
    public required string Configuration { get; set; }
    public required int Seed { get; set; }
    public required string CodeVersion { get; set; }
    public required string Machine { get; set; }
    public required string Command { get; set; }
    public required int ProcessId { get; set; }
    public required long ProcessStartedAt { get; set; }
    public int? Resumes { get; set; }

    public static RunEntity Of(NewRun run, RunStatus status, long startedAt, long? endedAt = null) => new()
    {
        Project = run.Project,
        Status = status,
        StartedAt = startedAt,
        EndedAt = endedAt,
        Configuration = run.Configuration,
        Seed = run.Seed,
        CodeVersion = run.CodeVersion,
        Machine = run.Machine,
        Command = run.Command,
        ProcessId = run.ProcessId,
        ProcessStartedAt = run.ProcessStartedAt,
        Resumes = run.Resumes,
    };
}

internal sealed class UnitEntity
{
    public long Id { get; set; }
    public required int RunId { get; set; }
    public required int StageNumber { get; set; }
    public required string Stage { get; set; }
    public required string Shard { get; set; }
    public required string Key { get; set; }
    public required UnitStatus Status { get; set; }
    public required string Reason { get; set; }
    public required long StartedAt { get; set; }
    public long? EndedAt { get; set; }
    public long? PeakMemory { get; set; }
    public string? Error { get; set; }
}

internal sealed class ArtifactEntity
{
    public long Id { get; set; }
    public required long UnitId { get; set; }
    public required string Name { get; set; }
    public required string Hash { get; set; }
    public required long Bytes { get; set; }
}

internal sealed class VersionEntity
{
    public long Id { get; set; }
    public required string Model { get; set; }
    public required int Version { get; set; }
    public required string PackageHash { get; set; }
    public required int RunId { get; set; }
    public required long CreatedAt { get; set; }
}

internal sealed class AliasEntity
{
    public long Id { get; set; }
    public required string Model { get; set; }
    public required string Alias { get; set; }
    public required int Version { get; set; }
}

internal sealed class AliasChangeEntity
{
    public long Id { get; set; }
    public required string Model { get; set; }
    public required string Alias { get; set; }
    public int? From { get; set; }
    public required int To { get; set; }
    public required string Who { get; set; }
    public required string Reason { get; set; }
    public required long At { get; set; }
}

internal sealed class AuditEntity
{
    public required long Number { get; set; }
    public required long At { get; set; }
    public required string Who { get; set; }
    public required string Action { get; set; }
    public required string Subject { get; set; }
    public required string Reason { get; set; }
    public required string Evidence { get; set; }
    public required string Hash { get; set; }
}

internal sealed class DocumentEntity
{
    public long Id { get; set; }

    /// <summary>The project that it belongs to; empty in a database of one project, and in one written before there were several.</summary>
    public required string Project { get; set; }
    public required string Kind { get; set; }
    public required string Name { get; set; }
    public required long Revision { get; set; }
    public required string Json { get; set; }
    public required long At { get; set; }
}
