using System.Security.Claims;

using Trestle.Core.Security;
using Trestle.Server.Security;

namespace Trestle.Server.Api;

/// <summary>The keys of the project.</summary>
internal static class KeysEndpoints
{
    /// <summary>A new key.</summary>
    public sealed record KeyRequest(string Name, Role Role)
    {
        /// <summary>What it is limited to; null for nothing.</summary>
        public KeyLimits? Limits { get; init; }
    }

    /// <summary>The new role of a key.</summary>
    public sealed record RoleRequest(Role Role);

    /// <summary>Adds the endpoints.</summary>
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys").For(Role.Admin);
        keys.MapGet("", (AccessKeys all, CancellationToken cancellation) => all.ListAsync(cancellation))
            .WithSummary("All keys, without their tokens");
        keys.MapPost("", CreateAsync).WithSummary("Create a key; its token is only in this answer");
        keys.MapPut("/{name}/role", ChangeRoleAsync).WithSummary("Give a key another role; its sessions end");
        keys.MapDelete("/{name}", RevokeAsync).WithSummary("Revoke a key permanently; its sessions end");
        var sessions = api.MapGroup("/sessions").WithTags("Keys").For(Role.Admin);
        sessions.MapGet("", (AccessSessions all, CancellationToken cancellation) => all.ListAsync(cancellation))
            .WithSummary("The open sessions of people");
        sessions.MapDelete("/{id}", EndAsync).WithSummary("End a session; its cookie is worth nothing from then on");
    }

    private static async Task<IResult> CreateAsync(
        KeyRequest request, ClaimsPrincipal user, AccessKeys keys, CancellationToken cancellation)
    {
        var issued = await keys.CreateAsync(request.Name, request.Role, request.Limits, user.Who(), cancellation);
        return Results.Created($"{ApiRoutes.Root}/keys/{issued.Key.Name}", issued);
    }

    private static async Task<IResult> RevokeAsync(string name, ClaimsPrincipal user, AccessKeys keys, CancellationToken cancellation)
    {
        await keys.RevokeAsync(name, user.Who(), cancellation);
        return Results.NoContent();
    }

    private static Task<AccessKey> ChangeRoleAsync(
        string name, RoleRequest request, ClaimsPrincipal user, AccessKeys keys, CancellationToken cancellation) =>
        keys.ChangeRoleAsync(name, request.Role, user.Who(), cancellation);

    private static async Task<IResult> EndAsync(
        string id, ClaimsPrincipal user, AccessSessions sessions, CancellationToken cancellation)
    {
        await sessions.EndAsync(id, user.Who(), cancellation);
        return Results.NoContent();
    }
}
