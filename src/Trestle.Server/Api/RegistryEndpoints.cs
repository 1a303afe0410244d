using System.Security.Claims;

using Trestle.Server.Security;
using Trestle.Stages.Deploy;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Server.Api;

/// <summary>Registered versions, their aliases, and the changes of aliases.</summary>
internal static class RegistryEndpoints
{
    /// <summary>A registered version.</summary>
    public sealed record VersionDocument(
        int Version, IReadOnlyList<string> Aliases, int Run, DateTimeOffset CreatedAt, ContentHash Package, SelectedModel? Choice,
        LearnedRows? Learned, VersionNotes Notes);

    /// <summary>A version of any project that shares the database.</summary>
    public sealed record ListedVersion(
        string Model, int Version, IReadOnlyList<string> Aliases, DateTimeOffset CreatedAt, ContentHash Package, VersionNotes Notes);

    /// <summary>What to say of a version: a member that is left out stays as it is, and a tag without a value is taken away.</summary>
    public sealed record NotesRequest(string? Description = null, IReadOnlyDictionary<string, string?>? Tags = null);

    /// <summary>A comment.</summary>
    public sealed record CommentRequest(string? Text);

    /// <summary>Why a version is approved.</summary>
    public sealed record ApproveRequest(string? Reason);

    /// <summary>The registry of the project's model.</summary>
    public sealed record RegistryDocument(
        string Model, IReadOnlyList<VersionDocument> Versions, IReadOnlyList<AliasChange> Changes, ChampionStatus Status);

    /// <summary>What a version is to become, and why.</summary>
    /// <param name="Reason">Why; it goes on record.</param>
    /// <param name="Alias">The alias.</param>
    /// <param name="Deploy">Whether a new champion is brought into service as well; refused without while another version answers.</param>
    public sealed record PromoteRequest(string? Reason, string Alias = ModelRegistry.Champion, bool Deploy = false);

    /// <summary>Adds the endpoints.</summary>
    public static void MapRegistry(this IEndpointRouteBuilder api)
    {
        var registry = api.MapGroup("/registry").WithTags("Registry");
        registry.MapGet("", ReadAsync).WithSummary("Versions, aliases and all changes of aliases");
        registry.MapGet("/{version:int}", VersionAsync).WithSummary("A version");
        registry.MapGet("/all", AllAsync).WithSummary("The versions of all projects that share the database");
        registry.MapPatch("/{version:int}", DescribeAsync).For(Role.Editor).WithSummary("Describe and tag a version");
        registry.MapPost("/{version:int}/comments", CommentAsync).For(Role.Editor).WithSummary("Comment on a version");
        registry.MapPost("/{version:int}/approve", ApproveAsync).For(Role.Editor)
            .WithSummary("Approve a version, with the role that the project asks for (default: approver)");
        registry.MapGet("/{version:int}/package", PackageAsync).WithSummary("The package of a version, as a file");
        registry.MapPost("/{version:int}/promote", PromoteAsync)
            .For(Role.Approver).WithRequestTimeout(Limits.Predict).WithSummary("Point an alias, such as champion, at a version");
    }

    /// <summary>The whole registry.</summary>
    public static async Task<RegistryDocument> ReadAsync(ServedProject served, CancellationToken cancellation)
    {
        var (model, records) = (served.Name, served.Records);
        var aliases = (await records.AliasesAsync(model, cancellation)).ToLookup(alias => alias.Version, alias => alias.Alias);
        var notes = Notes(served);
        var versions = new List<VersionDocument>();
        foreach (var version in await records.VersionsAsync(model, cancellation))
        {
            var artifacts = await served.ArtifactsAsync(version.Run, cancellation);
            var choice = artifacts.Has(Artifact.SelectedModel) ? artifacts.Read(Artifact.SelectedModel) : null;
            versions.Add(
                new VersionDocument(
                    version.Version, [.. aliases[version.Version]], version.Run, version.CreatedAt, version.Package, choice,
                    artifacts.ReadAll(Artifact.ServedModel).Values.FirstOrDefault()?.Rows,
                    await notes.FindAsync(model, version.Version, cancellation)));
        }

        var changes = await records.AliasChangesAsync(model, cancellation);
        return new RegistryDocument(model, versions, changes, await served.Deployments.ChampionAsync(cancellation));
    }

    /// <summary>The versions of all projects that share the database.</summary>
    public static async Task<IReadOnlyList<ListedVersion>> AllAsync(ServedProject served, CancellationToken cancellation)
    {
        var (notes, listed) = (await Notes(served).AllAsync(cancellation), new List<ListedVersion>());
        foreach (var model in (await served.Records.AllVersionsAsync(cancellation)).GroupBy(version => version.Model))
        {
            var aliases = (await served.Records.AliasesAsync(model.Key, cancellation))
                .ToLookup(alias => alias.Version, alias => alias.Alias);
            listed.AddRange(model.Select(version => new ListedVersion(
                version.Model, version.Version, [.. aliases[version.Version]], version.CreatedAt, version.Package,
                notes.GetValueOrDefault($"{version.Model}/{version.Version}") ?? new VersionNotes())));
        }

        return listed;
    }

    /// <summary>What people say of versions.</summary>
    public static RegistryNotes Notes(ServedProject served) => new(served.Project, served.Records, served.Clock);

    private static async Task<VersionDocument> DescribeAsync(
        int version, NotesRequest request, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation)
    {
        var (notes, model, who) = (Notes(served), served.Name, user.Who());
        if (request.Description is { } description)
        {
            await notes.DescribeAsync(model, version, description, who, cancellation);
        }

        foreach (var (key, value) in request.Tags ?? new Dictionary<string, string?>())
        {
            await (value is null
                ? notes.UntagAsync(model, version, key, who, cancellation)
                : notes.TagAsync(model, version, key, value, who, cancellation));
        }

        return await VersionAsync(version, served, cancellation);
    }

    private static async Task<VersionDocument> CommentAsync(
        int version, CommentRequest request, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation)
    {
        await Notes(served).CommentAsync(served.Name, version, request.Text ?? "", user.Who(), cancellation);
        return await VersionAsync(version, served, cancellation);
    }

    private static async Task<VersionDocument> ApproveAsync(
        int version, ApproveRequest request, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation)
    {
        await Notes(served).ApproveAsync(
            served.Name, version, user.Who(), user.HighestRole(), ApiRoutes.Reason(request.Reason), cancellation);
        return await VersionAsync(version, served, cancellation);
    }

    private static async Task<VersionDocument> VersionAsync(int version, ServedProject served, CancellationToken cancellation)
    {
        await new ModelRegistry(served.Project, served.Records).VersionAsync(served.Name, $"{version}", cancellation);
        return (await ReadAsync(served, cancellation)).Versions.Single(entry => entry.Version == version);
    }

    /// <summary>Read from the store by hash, so that no link can lead elsewhere.</summary>
    private static async Task<IResult> PackageAsync(int version, ServedProject served, CancellationToken cancellation)
    {
        var package = (await VersionAsync(version, served, cancellation)).Package;
        await served.Project.Store.FetchAsync([package], cancellation);
        return Results.File(served.Project.Store.Get(package), "application/octet-stream", $"{served.Name}-{version}.trestle");
    }

    private static async Task<VersionDocument> PromoteAsync(
        int version, PromoteRequest request, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation)
    {
        ApiRoutes.CheckName("alias", request.Alias);
        var (who, reason) = (user.Who(), ApiRoutes.Reason(request.Reason));
        if (AliasName.Same(request.Alias, ModelRegistry.Champion))
        {
            await served.Deployments.MakeChampionAsync(version, who, reason, request.Deploy, cancellation);
        }
        else if (request.Deploy)
        {
            throw RefusedException.BadRequest(ServerErrors.NotTheChampion(request.Alias));
        }
        else
        {
            var registry = new ModelRegistry(served.Project, served.Records);
            await registry.PromoteAsync(served.Name, version, who, reason, cancellation, request.Alias);
        }

        return await VersionAsync(version, served, cancellation);
    }
}
