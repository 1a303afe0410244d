using System.Security.Claims;

using Trestle.Server.Security;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Server.Api;

/// <summary>Registered versions, their aliases, and the changes of aliases.</summary>
internal static class RegistryEndpoints
{
    /// <summary>A registered version.</summary>
    public sealed record VersionDocument(
        int Version, IReadOnlyList<string> Aliases, int Run, DateTimeOffset CreatedAt, ContentHash Package, SelectedModel? Choice);

    /// <summary>The registry of the project's model.</summary>
    public sealed record RegistryDocument(string Model, IReadOnlyList<VersionDocument> Versions, IReadOnlyList<AliasChange> Changes);

    /// <summary>What a version is to become, and why.</summary>
    public sealed record PromoteRequest(string? Reason, string Alias = ModelRegistry.Champion);

    /// <summary>Adds the endpoints.</summary>
    public static void MapRegistry(this IEndpointRouteBuilder api)
    {
        var registry = api.MapGroup("/registry").WithTags("Registry");
        registry.MapGet("", ReadAsync).WithSummary("Versions, aliases and all changes of aliases");
        registry.MapGet("/{version:int}", VersionAsync).WithSummary("A version");
        registry.MapGet("/{version:int}/package", PackageAsync).WithSummary("The package of a version, as a file");
        registry.MapPost("/{version:int}/promote", PromoteAsync).For(Role.Approver)
            .WithSummary("Point an alias, such as champion, at a version");
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
                    version.Version, [.. aliases[version.Version]], version.Run, version.CreatedAt, version.Package, choice));
        }

        return new RegistryDocument(model, versions, await records.AliasChangesAsync(model, cancellation));
    }

    /// <summary>Points an alias at a version; error TR1612 when there is none. Nothing happens when it points there already.</summary>
    public static async Task PointAsync(
        ServedProject served, int version, string alias, string who, string reason, CancellationToken cancellation)
    {
        await new ModelRegistry(served.Project, served.Records).PackageOfAsync($"{version}", cancellation);
        var before = (await served.Records.AliasesAsync(served.Name, cancellation)).FirstOrDefault(entry => entry.Alias == alias)?.Version;
        if (before != version)
        {
            await served.Records.SetAliasAsync(served.Name, alias, version, who, reason, cancellation);
        }
    }

    private static async Task<VersionDocument> VersionAsync(int version, ServedProject served, CancellationToken cancellation)
    {
        await new ModelRegistry(served.Project, served.Records).PackageOfAsync($"{version}", cancellation);
        return (await ReadAsync(served, cancellation)).Versions.Single(entry => entry.Version == version);
    }

    /// <summary>Read from the store by hash, so that no link can lead elsewhere.</summary>
    private static async Task<IResult> PackageAsync(int version, ServedProject served, CancellationToken cancellation)
    {
        var package = (await VersionAsync(version, served, cancellation)).Package;
        return Results.File(served.Project.Store.Get(package), "application/octet-stream", $"{served.Name}-{version}.trestle");
    }

    private static async Task<VersionDocument> PromoteAsync(
        int version, PromoteRequest request, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation)
    {
        ApiRoutes.CheckName("alias", request.Alias);
        await PointAsync(served, version, request.Alias, user.Who(), ApiRoutes.Reason(request.Reason), cancellation);
        return await VersionAsync(version, served, cancellation);
    }
}
