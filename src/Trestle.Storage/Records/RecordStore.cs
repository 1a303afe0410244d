using System.Text.Json;

using Microsoft.EntityFrameworkCore;

using Trestle.Core.Artifacts;

namespace Trestle.Storage.Records;

/// <summary>
/// The records of runs, units of work and models, in one SQLite file or in PostgreSQL. Several processes may use it at once; each call
/// is atomic.
/// </summary>
public sealed class RecordStore
{
    /// <summary>Seconds that a call waits for another process that writes.</summary>
    private const int LockTimeout = 30;

    private readonly RecordDatabase database;

    private RecordStore(RecordDatabase database)
    {
        this.database = database;
        Audit = new AuditLog(database);
        Documents = new DocumentStore(database);
        Restoration = new Restoration(database);
    }

    /// <summary>Who did what, when and why.</summary>
    public AuditLog Audit { get; }

    /// <summary>Small documents that change: deployments, alerts, keys.</summary>
    public DocumentStore Documents { get; }

    /// <summary>Versions whose records were lost.</summary>
    public Restoration Restoration { get; }

    /// <summary>
    /// Opens the database, after making it or bringing it up to date. A damaged or newer one is error TR0048. <paramref name="checkpoint"/>
    /// is the file that keeps the head of the audit log in a second place; null for none.
    /// </summary>
    public static Task<RecordStore> OpenAsync(string file, TimeProvider clock, CancellationToken cancellation, string? checkpoint = null) =>
        OpenAsync(file, LockTimeout, clock, cancellation, checkpoint);

    /// <summary>The same with another number of seconds to wait for a process that writes.</summary>
    public static async Task<RecordStore> OpenAsync(
        string file, int lockTimeout, TimeProvider clock, CancellationToken cancellation, string? checkpoint = null)
    {
        var database = new RecordDatabase(new SqliteRecords(file, lockTimeout), clock, AuditCheckpoint.At(checkpoint, clock));
        await database.MigrateAsync(cancellation).ConfigureAwait(false);
        return new RecordStore(database);
    }

    /// <summary>
    /// The same in a PostgreSQL database, which must exist: a connection string or a <c>postgresql://</c> URL. Several projects may share
    /// it: with <paramref name="project"/>, runs, units and documents are those of this project; versions and the audit log, of all.
    /// </summary>
    public static async Task<RecordStore> ConnectAsync(
        string connection, TimeProvider clock, CancellationToken cancellation, string? checkpoint = null, string? project = null)
    {
        var database = new RecordDatabase(new PostgresRecords(connection), clock, AuditCheckpoint.At(checkpoint, clock), project);
        await database.MigrateAsync(cancellation).ConfigureAwait(false);
        return new RecordStore(database);
    }

    /// <summary>The project whose records these are, where several share the database.</summary>
    public string? Project => database.Project;

    /// <summary>Closes the connections that are kept open for the next call: before the file of a database is removed.</summary>
    public void Close() => database.Close();

    /// <summary>Records the start of a run and gives it a number.</summary>
    public Task<int> StartRunAsync(NewRun run, CancellationToken cancellation) => database.UseAsync(async context =>
    {
        var entity = RunEntity.Of(run, RunStatus.Running, database.Now());
        context.Runs.Add(entity);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return entity.Id;
    }, cancellation);

    /// <summary>Records how a run ended.</summary>
    public Task EndRunAsync(int run, RunStatus status, CancellationToken cancellation) => database.UseAsync(async context =>
    {
        var now = database.Now();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await context.Runs.Where(entity => entity.Id == run)
            .ExecuteUpdateAsync(
                set => set.SetProperty(entity => entity.Status, status).SetProperty(entity => entity.EndedAt, now), cancellation)
            .ConfigureAwait(false);
        if (status == RunStatus.Interrupted)
        {
            await context.Units.Where(entity => entity.RunId == run && entity.Status == UnitStatus.Running)
                .ExecuteUpdateAsync(set => set.SetProperty(entity => entity.Status, UnitStatus.Interrupted), cancellation)
                .ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <summary>Records the start of a unit, or that its earlier result was taken.</summary>
    public Task<long> AddUnitAsync(
        int run, int stageNumber, string stage, string shard, string key, string reason, UnitStatus status,
        CancellationToken cancellation) => database.UseAsync(async context =>
    {
        var now = database.Now();
        var entity = new UnitEntity
        {
            RunId = run,
            StageNumber = stageNumber,
            Stage = stage,
            Shard = shard,
            Key = key,
            Status = status,
            Reason = reason,
            StartedAt = now,
            EndedAt = status == UnitStatus.Running ? null : now,
        };
        context.Units.Add(entity);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return entity.Id;
    }, cancellation);

    /// <summary>Records how a unit ended together with everything it wrote: both or neither.</summary>
    public Task EndUnitAsync(
        long unit, UnitStatus status, IReadOnlyList<UnitArtifact> artifacts, long peakMemory, string? error,
        CancellationToken cancellation) => database.UseAsync(async context =>
    {
        var entity = await context.Units.SingleAsync(entity => entity.Id == unit, cancellation).ConfigureAwait(false);
        entity.Status = status;
        entity.EndedAt = database.Now();
        entity.PeakMemory = peakMemory;
        entity.Error = error;
        context.Artifacts.AddRange(artifacts.Select(artifact => new ArtifactEntity
        {
            UnitId = unit,
            Name = artifact.Name,
            Hash = artifact.Hash.ToString(),
            Bytes = artifact.Bytes,
        }));
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <summary>What the last finished unit with a key wrote; empty when none has finished.</summary>
    public Task<IReadOnlyList<UnitArtifact>> FindArtifactsAsync(
        string key, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<UnitArtifact>>(async context =>
    {
        var unit = await context.Units.Where(entity => entity.Key == key && entity.Status == UnitStatus.Finished)
            .OrderByDescending(entity => entity.Id).Select(entity => (long?)entity.Id)
                .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return unit is null ? [] : await ArtifactsOfAsync(context, unit.Value, cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <summary>What one unit wrote; for a reused one, what the original unit wrote.</summary>
    public Task<IReadOnlyList<UnitArtifact>> ArtifactsAsync(UnitRecord unit, CancellationToken cancellation) =>
        unit.Status == UnitStatus.Reused
        ? FindArtifactsAsync(unit.Key, cancellation)
        : database.UseAsync(context => ArtifactsOfAsync(context, unit.Id, cancellation), cancellation);

    /// <summary>The key of the last finished unit of a stage and shard; null when none has finished.</summary>
    public Task<string?> LastKeyAsync(string stage, string shard, CancellationToken cancellation) => database.UseAsync(async context =>
    {
        return await Units(context).Where(entity => entity.Stage == stage && entity.Shard == shard && entity.Status == UnitStatus.Finished)
            .OrderByDescending(entity => entity.Id).Select(entity => entity.Key).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <summary>
    /// Every time that a stage ended well, the oldest first, with the content of one of its artifacts: that of the last finished unit
    /// with the same key.
    /// </summary>
    public Task<IReadOnlyList<StageOutput>> OutputsAsync(
        string stage, string artifact, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<StageOutput>>(async context =>
    {
        var units = Units(context).AsNoTracking().Where(unit => unit.Stage == stage);
        var written = await units.Where(unit => unit.Status == UnitStatus.Finished)
            .Join(context.Artifacts, unit => unit.Id, made => made.UnitId, (unit, made) => new { unit.Id, unit.Key, made.Name, made.Hash })
            .Where(made => made.Name == artifact).ToListAsync(cancellation).ConfigureAwait(false);
        var contents = written.GroupBy(made => made.Key).ToDictionary(made => made.Key, made => made.MaxBy(one => one.Id)!.Hash);
        var ended = await units.Where(unit => unit.Status == UnitStatus.Finished || unit.Status == UnitStatus.Reused)
            .OrderBy(unit => unit.Id).Select(unit => new { unit.RunId, unit.Key, unit.StartedAt })
            .ToListAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. ended.Where(unit => contents.ContainsKey(unit.Key))
                .Select(unit => new StageOutput(unit.RunId, ContentHash.Parse(contents[unit.Key]), Time(unit.StartedAt))),
        ];
    }, cancellation);

    /// <summary>The last runs, the newest first.</summary>
    public Task<IReadOnlyList<RunRecord>> RunsAsync(
        int limit, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<RunRecord>>(async context =>
    {
        var runs = await Runs(context).AsNoTracking().OrderByDescending(entity => entity.Id).Take(limit)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. runs.Select(Record)];
    }, cancellation);

    /// <summary>One run; null when there is none of this number.</summary>
    public Task<RunRecord?> RunAsync(int run, CancellationToken cancellation) => database.UseAsync(async context =>
    {
        var entity = await Runs(context).AsNoTracking()
            .SingleOrDefaultAsync(entity => entity.Id == run, cancellation).ConfigureAwait(false);
        return entity is null ? null : Record(entity);
    }, cancellation);

    /// <summary>The units of a run in the order in which they began.</summary>
    public Task<IReadOnlyList<UnitRecord>> UnitsAsync(
        int run, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<UnitRecord>>(async context =>
    {
        var units = await context.Units.AsNoTracking().Where(entity => entity.RunId == run).OrderBy(entity => entity.Id)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. units.Select(entity => new UnitRecord(
            entity.Id, entity.RunId, entity.StageNumber, entity.Stage, entity.Shard, entity.Key, entity.Status, entity.Reason,
            Time(entity.StartedAt), entity.EndedAt is { } end ? Time(end) : null, entity.PeakMemory, entity.Error))];
    }, cancellation);

    /// <summary>
    /// Gives a package a version: the one that it already has, else <paramref name="kept"/> if it is free, else one more than the last and
    /// than <paramref name="above"/>. Two processes that register at once get two versions, or one if it is the same package.
    /// </summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="package">The package.</param>
    /// <param name="run">The run that made it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="above">The highest number that was ever given, as far as it is known from elsewhere.</param>
    /// <param name="kept">The number that this package had before records were lost.</param>
    public Task<ModelVersion> RegisterVersionAsync(
        string model, ContentHash package, int run, CancellationToken cancellation, int above = 0,
        int? kept = null) => database.AgainAsync(async context =>
    {
        var versions = await context.Versions.AsNoTracking().Where(entity => entity.Model == model)
            .ToListAsync(cancellation).ConfigureAwait(false);
        if (versions.FirstOrDefault(entity => entity.PackageHash == package.ToString()) is { } known)
        {
            return Record(known);
        }

        var entity = new VersionEntity
        {
            Model = model,
            Version = kept is { } number && versions.All(version => version.Version != number)
                ? number
                : versions.Select(version => version.Version).Append(above).Max() + 1,
            PackageHash = package.ToString(),
            RunId = run,
            CreatedAt = database.Now(),
        };
        context.Versions.Add(entity);
        var note = new AuditNote(
            "trestle run", "registry.register", $"{model}/{entity.Version}", $"package of run {run}",
            JsonSerializer.Serialize(new { package = package.ToString(), run }));
        await AuditLog.AddAsync(context, note, entity.CreatedAt, cancellation).ConfigureAwait(false);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return Record(entity);
    }, cancellation);

    /// <summary>The versions of a model, the newest first.</summary>
    public Task<IReadOnlyList<ModelVersion>> VersionsAsync(
        string model, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<ModelVersion>>(async context =>
    {
        var versions = await context.Versions.AsNoTracking().Where(entity => entity.Model == model)
            .OrderByDescending(entity => entity.Version).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. versions.Select(Record)];
    }, cancellation);

    /// <summary>The versions of all models in the database, by model, the newest first.</summary>
    public Task<IReadOnlyList<ModelVersion>> AllVersionsAsync(
        CancellationToken cancellation) => database.UseAsync<IReadOnlyList<ModelVersion>>(async context =>
    {
        var versions = await context.Versions.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. versions.OrderBy(entity => entity.Model, StringComparer.Ordinal).ThenByDescending(entity => entity.Version).Select(Record),
        ];
    }, cancellation);

    /// <summary>The aliases of a model, in ordinal order.</summary>
    public Task<IReadOnlyList<ModelAlias>> AliasesAsync(
        string model, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<ModelAlias>>(async context =>
    {
        var aliases = await context.Aliases.AsNoTracking().Where(entity => entity.Model == model)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. aliases.OrderBy(entity => entity.Alias, StringComparer.Ordinal)
                .Select(entity => new ModelAlias(entity.Model, entity.Alias, entity.Version)),
        ];
    }, cancellation);

    /// <summary>Points an alias at a version, and records who did it and why, in the audit log too; all or nothing.</summary>
    public Task SetAliasAsync(
        string model, string alias, int version, string who, string reason,
        CancellationToken cancellation) => database.AgainAsync(async context =>
    {
        var entity = await context.Aliases.SingleOrDefaultAsync(
            entity => entity.Model == model && entity.Alias == alias, cancellation).ConfigureAwait(false);
        var from = entity?.Version;
        context.AliasChanges.Add(new AliasChangeEntity
        {
            Model = model,
            Alias = alias,
            From = from,
            To = version,
            Who = who,
            Reason = reason,
            At = database.Now(),
        });
        if (entity is null)
        {
            context.Aliases.Add(new AliasEntity { Model = model, Alias = alias, Version = version });
        }
        else
        {
            entity.Version = version;
        }

        var note = new AuditNote(
            who, "registry.alias", $"{model}/{version}", reason, JsonSerializer.Serialize(new { alias, from, to = version }));
        await AuditLog.AddAsync(context, note, database.Now(), cancellation).ConfigureAwait(false);
        return await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <summary>Every move of an alias of a model, the newest first.</summary>
    public Task<IReadOnlyList<AliasChange>> AliasChangesAsync(
        string model, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<AliasChange>>(async context =>
    {
        var changes = await context.AliasChanges.AsNoTracking().Where(entity => entity.Model == model)
            .OrderByDescending(entity => entity.Id).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. changes.Select(entity => new AliasChange(
            entity.Model, entity.Alias, entity.From, entity.To, entity.Who, entity.Reason, Time(entity.At)))];
    }, cancellation);

    /// <summary>Faults that the database finds in itself; empty when it is sound.</summary>
    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellation) => database.CheckAsync(cancellation);

    /// <summary>The hashes of everything that finished units wrote, each once.</summary>
    public Task<IReadOnlyList<ContentHash>> HashesAsync(
        CancellationToken cancellation) => database.UseAsync<IReadOnlyList<ContentHash>>(async context =>
    {
        var hashes = await context.Artifacts.Join(Units(context), artifact => artifact.UnitId, unit => unit.Id, (artifact, _) => artifact)
            .Select(artifact => artifact.Hash).Distinct().ToListAsync(cancellation).ConfigureAwait(false);
        return [.. hashes.Select(ContentHash.Parse)];
    }, cancellation);

    private IQueryable<RunEntity> Runs(RecordContext context) =>
        database.Project is { } project ? context.Runs.Where(run => run.Project == project) : context.Runs;

    private IQueryable<UnitEntity> Units(RecordContext context) => database.Project is null
        ? context.Units
        : context.Units.Where(unit => Runs(context).Select(run => run.Id).Contains(unit.RunId));

    private static async Task<IReadOnlyList<UnitArtifact>> ArtifactsOfAsync(
        RecordContext context, long unit, CancellationToken cancellation)
    {
        var artifacts = await context.Artifacts.AsNoTracking().Where(entity => entity.UnitId == unit).OrderBy(entity => entity.Id)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. artifacts.Select(entity => new UnitArtifact(entity.Name, ContentHash.Parse(entity.Hash), entity.Bytes))];
    }

    private static RunRecord Record(RunEntity entity) => new(
        entity.Id,
        new NewRun(
            entity.Project, entity.Configuration, entity.Seed, entity.CodeVersion, entity.Machine, entity.Command, entity.ProcessId,
            entity.ProcessStartedAt, entity.Resumes),
        entity.Status,
        Time(entity.StartedAt),
        entity.EndedAt is { } end ? Time(end) : null);

    private static ModelVersion Record(VersionEntity entity) =>
        new(entity.Model, entity.Version, ContentHash.Parse(entity.PackageHash), entity.RunId, Time(entity.CreatedAt));

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
