using System.Security.Claims;

using Microsoft.AspNetCore.Components.Authorization;

using Trestle.Server.Security;

namespace Trestle.Server.Ui;

/// <summary>Whoever looks at a page, and whether they may do what they press.</summary>
internal sealed class Acting(AuthenticationStateProvider state, AccessKeys keys)
{
    /// <summary>Whether to offer something that needs a role.</summary>
    public async Task<bool> MayAsync(Role role) => (await UserAsync()).May(role);

    /// <summary>The name and role for the corner of the page; nulls when the session has ended.</summary>
    public async Task<(string Name, Role Role)?> WhoAsync() => await UserAsync() is { Identity.IsAuthenticated: true } user ? (user.Who(), user.HighestRole()) : null;

    /// <summary>The name of whoever acts; error TR0135 when they may not, or not any more.</summary>
    public async Task<string> AsAsync(Role role, CancellationToken cancellation)
    {
        var user = await UserAsync();
        var valid = user.Key() is not { } key || await keys.FindAsync(key, cancellation) is { IsValid: true };
        return valid && user.May(role) ? user.Who() : throw new RefusedException(StatusCodes.Status403Forbidden, ServerErrors.NotAllowed(role.ToString().ToLowerInvariant()));
    }

    private async Task<ClaimsPrincipal> UserAsync() => (await state.GetAuthenticationStateAsync()).User;
}
