using Microsoft.EntityFrameworkCore;

using Trestle.Core.Artifacts;

namespace Trestle.Storage.Records;

/// <summary>A finished unit of work whose record was lost, and what it wrote.</summary>
/// <param name="StageNumber">Number of its stage.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Artifacts">What it wrote, as far as it is still there.</param>
public sealed record RestoredUnit(int StageNumber, string Stage, string Shard, IReadOnlyList<UnitArtifact> Artifacts);

/// <summary>Puts versions on record again whose records were lost.</summary>
public sealed class Restoration
{
    /// <summary>Key of restored units. It is no hash, so that no later unit takes their result.</summary>
    private const string Key = "restored";

    private readonly RecordDatabase database;

    internal Restoration(RecordDatabase database) => this.database = database;

    /// <summary>
    /// Registers a package under the number that it had, with the run that made it, the units of that run and a note: all or nothing. The
    /// run gets a new number.
    /// </summary>
    /// <returns>The version; null, and nothing is written, when the number or the package is on record already.</returns>
    public Task<ModelVersion?> RestoreAsync(
        string model, int version, ContentHash package, NewRun run, IReadOnlyList<RestoredUnit> units, AuditNote note,
        CancellationToken cancellation) => database.AgainAsync(async context =>
    {
        if (await context.Versions.AnyAsync(
            entity => entity.Model == model && (entity.Version == version || entity.PackageHash == package.ToString()), cancellation)
            .ConfigureAwait(false))
        {
            return null;
        }

        var now = database.Now();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var made = await AddRunAsync(context, run, now, cancellation).ConfigureAwait(false);
        foreach (var unit in units)
        {
            await AddUnitAsync(context, made, unit, note.Reason, now, cancellation).ConfigureAwait(false);
        }

        context.Versions.Add(new VersionEntity
        {
            Model = model,
            Version = version,
            PackageHash = package.ToString(),
            RunId = made,
            CreatedAt = now,
        });
        await AuditLog.AddAsync(context, note, now, cancellation).ConfigureAwait(false);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return new ModelVersion(model, version, package, made, new DateTimeOffset(now, TimeSpan.Zero));
    }, cancellation);

    private static async Task<int> AddRunAsync(RecordContext context, NewRun run, long now, CancellationToken cancellation)
    {
        var entity = RunEntity.Of(run, RunStatus.Finished, now, now);
        context.Runs.Add(entity);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return entity.Id;
    }

    private static async Task AddUnitAsync(
        RecordContext context, int run, RestoredUnit unit, string reason, long now, CancellationToken cancellation)
    {
        var entity = new UnitEntity
        {
            RunId = run,
            StageNumber = unit.StageNumber,
            Stage = unit.Stage,
            Shard = unit.Shard,
            Key = Key,
            Status = UnitStatus.Finished,
            Reason = reason,
            StartedAt = now,
            EndedAt = now,
        };
        context.Units.Add(entity);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        context.Artifacts.AddRange(unit.Artifacts.Select(artifact => new ArtifactEntity
        {
            UnitId = entity.Id,
            Name = artifact.Name,
            Hash = artifact.Hash.ToString(),
            Bytes = artifact.Bytes,
        }));
    }
}
