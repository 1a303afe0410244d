using System.Security.Claims;

using Microsoft.AspNetCore.Components.Authorization;

using Trestle.Server.Security;

namespace Trestle.Server.Ui;

/// <summary>The signed-in user of a page, and what they may do.</summary>
internal sealed class CurrentUser(AuthenticationStateProvider state, OpenSessions sessions)
{
    /// <summary>Whether the user has a role.</summary>
    public async Task<bool> MayAsync(Role role) => (await UserAsync()).May(role);

    /// <summary>Name and role; null when the session has ended.</summary>
    public async Task<(string Name, Role Role)?> WhoAsync() =>
        await UserAsync() is { Identity.IsAuthenticated: true } user ? (user.Who(), user.HighestRole()) : null;

    /// <summary>The name of the user; error TR0135 without the role, or when the session has ended.</summary>
    public async Task<string> RequireAsync(Role role, CancellationToken cancellation)
    {
        var user = await UserAsync();
        return await sessions.UseAsync(user, cancellation) && user.May(role)
            ? user.Who()
            : throw new RefusedException(StatusCodes.Status403Forbidden, ServerErrors.NotAllowed(role.ToString().ToLowerInvariant()));
    }

    private async Task<ClaimsPrincipal> UserAsync() => (await state.GetAuthenticationStateAsync()).User;
}
