using System.Security.Claims;

using Trestle.Server.Security;

namespace Trestle.Server.Api;

/// <summary>The keys of the project.</summary>
internal static class KeysEndpoints
{
    /// <summary>A new key.</summary>
    public sealed record KeyRequest(string Name, Role Role);

    /// <summary>Adds the endpoints.</summary>
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys").For(Role.Admin);
        keys.MapGet("", (AccessKeys all, CancellationToken cancellation) => all.ListAsync(cancellation))
            .WithSummary("All keys, without their tokens");
        keys.MapPost("", CreateAsync).WithSummary("Create a key; its token is only in this answer");
        keys.MapDelete("/{name}", RevokeAsync).WithSummary("Revoke a key permanently");
    }

    private static async Task<IResult> CreateAsync(
        KeyRequest request, ClaimsPrincipal user, AccessKeys keys, CancellationToken cancellation)
    {
        var issued = await keys.CreateAsync(request.Name, request.Role, user.Who(), cancellation);
        return Results.Created($"{ApiRoutes.Root}/keys/{issued.Key.Name}", issued);
    }

    private static async Task<IResult> RevokeAsync(string name, ClaimsPrincipal user, AccessKeys keys, CancellationToken cancellation)
    {
        await keys.RevokeAsync(name, user.Who(), cancellation);
        return Results.NoContent();
    }
}
