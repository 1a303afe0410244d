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
        LearnedRows? Learned);

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
        registry.MapGet("/{version:int}/package", PackageAsync).WithSummary("The package of a version, as a file");
        registry.MapPost("/{version:int}/promote", PromoteAsync)
            .For(Role.Approver).WithRequestTimeout(Limits.Predict).WithSummary("Point an alias, such as champion, at a version");
    }

    /// <summary>The whole registry.</summary>
    public static async Task<RegistryDocument> ReadAsync(ServedProject served, CancellationToken cancellation)
    {
        var (model, records) = (served.Name, served.Records);
        var aliases = (await records.AliasesAsync(model, cancellation)).ToLookup(alias => alias.Version, alias => alias.Alias);
        var versions = new List<VersionDocument>();
        foreach (var version in await records.VersionsAsync(model, cancellation))
        {
            var artifacts = await served.ArtifactsAsync(version.Run, cancellation);
            var choice = artifacts.Has(Artifact.SelectedModel) ? artifacts.Read(Artifact.SelectedModel) : null;
            versions.Add(
                new VersionDocument(
                    version.Version, [.. aliases[version.Version]], version.Run, version.CreatedAt, version.Package, choice,
                    artifacts.ReadAll(Artifact.ServedModel).Values.FirstOrDefault()?.Rows));
        }

        var changes = await records.AliasChangesAsync(model, cancellation);
        return new RegistryDocument(model, versions, changes, await served.Deployments.ChampionAsync(cancellation));
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
