using Microsoft.EntityFrameworkCore;

namespace Trestle.Storage.Records;

/// <summary>A small document that changes.</summary>
/// <param name="Kind">What it is: <c>deployment</c>.</param>
/// <param name="Name">Its name, unique among its kind.</param>
/// <param name="Revision">Grows by one with every change, from 1.</param>
/// <param name="Json">Its content.</param>
/// <param name="At">When it was changed last.</param>
public sealed record StoredDocument(string Kind, string Name, long Revision, string Json, DateTimeOffset At);

/// <summary>
/// Small documents that change, each with a revision: a change names the revision it is based on, and is refused when somebody else
/// saved first. In a database that projects share, each sees its own.
/// </summary>
public sealed class DocumentStore
{
    private readonly RecordDatabase database;

    internal DocumentStore(RecordDatabase database) => this.database = database;

    /// <summary>A document; null when there is none of this name.</summary>
    public Task<StoredDocument?> FindAsync(string kind, string name, CancellationToken cancellation) => database.UseAsync(
        async context =>
        {
            var entity = await Own(context).AsNoTracking()
                .SingleOrDefaultAsync(entity => entity.Kind == kind && entity.Name == name, cancellation).ConfigureAwait(false);
            return entity is null ? null : Document(entity);
        },
        cancellation);

    /// <summary>All documents of a kind, by name.</summary>
    public Task<IReadOnlyList<StoredDocument>> ListAsync(
        string kind, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<StoredDocument>>(
        async context =>
        {
            var entities = await Own(context).AsNoTracking().Where(entity => entity.Kind == kind)
                .ToListAsync(cancellation).ConfigureAwait(false);
            return [.. entities.OrderBy(entity => entity.Name, StringComparer.Ordinal).Select(Document)];
        },
        cancellation);

    /// <summary>All documents of a kind of every project in the database, by name.</summary>
    public Task<IReadOnlyList<StoredDocument>> ListEverywhereAsync(
        string kind, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<StoredDocument>>(
        async context =>
        {
            var entities = await context.Documents.AsNoTracking().Where(entity => entity.Kind == kind)
                .ToListAsync(cancellation).ConfigureAwait(false);
            return [.. entities.OrderBy(entity => entity.Name, StringComparer.Ordinal).Select(Document)];
        },
        cancellation);

    /// <summary>
    /// Writes a document, with a note about it if one is given: both or neither. False, and nothing is written, when <paramref
    /// name="seen"/> is not its revision (0: there is none yet): somebody else saved first.
    /// </summary>
    public async Task<bool> PutAsync(string kind, string name, string json, long seen, AuditNote? note, CancellationToken cancellation)
    {
        return await database.AgainAsync(
            async context =>
            {
                var entity = await Own(context)
                    .SingleOrDefaultAsync(entity => entity.Kind == kind && entity.Name == name, cancellation).ConfigureAwait(false);
                if ((entity?.Revision ?? 0) != seen)
                {
                    return false;
                }

                if (entity is null)
                {
                    var project = database.Project ?? "";
                    entity = new DocumentEntity { Project = project, Kind = kind, Name = name, Revision = 0, Json = json, At = 0 };
                    context.Documents.Add(entity);
                }

                entity.Revision++;
                entity.Json = json;
                entity.At = database.Now();
                return await SaveAsync(context, note, entity.At, cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Removes a document, with a note about it if one is given: both or neither. False when <paramref name="seen"/> is not its revision.
    /// </summary>
    public async Task<bool> DeleteAsync(string kind, string name, long seen, AuditNote? note, CancellationToken cancellation)
    {
        return await database.AgainAsync(
            async context =>
            {
                var entity = await Own(context).SingleOrDefaultAsync(
                    entity => entity.Kind == kind && entity.Name == name && entity.Revision == seen, cancellation).ConfigureAwait(false);
                if (entity is null)
                {
                    return false;
                }

                context.Documents.Remove(entity);
                return await SaveAsync(context, note, database.Now(), cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Claims a name for good, such as one firing of a schedule; true for the first caller among all processes.</summary>
    public Task<bool> ClaimAsync(string name, CancellationToken cancellation) => PutAsync("claim", name, "{}", 0, null, cancellation);

    /// <summary>The documents of this project, with those that were written before a database knew projects.</summary>
    private IQueryable<DocumentEntity> Own(RecordContext context) => database.Project is { } project
        ? context.Documents.Where(entity => entity.Project == project || entity.Project == "")
        : context.Documents;

    /// <summary>Saves a change and its note; false when another process changed the document after it was read here.</summary>
    private static async Task<bool> SaveAsync(RecordContext context, AuditNote? note, long at, CancellationToken cancellation)
    {
        if (note is not null)
        {
            await AuditLog.AddAsync(context, note, at, cancellation).ConfigureAwait(false);
        }

        try
        {
            await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    private static StoredDocument Document(DocumentEntity entity) =>
        new(entity.Kind, entity.Name, entity.Revision, entity.Json, new DateTimeOffset(entity.At, TimeSpan.Zero));
}
