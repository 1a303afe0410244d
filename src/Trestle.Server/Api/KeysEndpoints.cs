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
        keys.MapGet("", (AccessKeys all, CancellationToken cancellation) => all.ListAsync(cancellation)).WithSummary("All keys, without their secrets");
        keys.MapPost("", CreateAsync).WithSummary("Make a key; its token is in this answer and nowhere else");
        keys.MapDelete("/{name}", RevokeAsync).WithSummary("Take a key out of use for good");
    }

    private static async Task<IResult> CreateAsync(KeyRequest request, ClaimsPrincipal user, AccessKeys keys, CancellationToken cancellation)
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
