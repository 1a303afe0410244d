using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

using Trestle.Server.Security;

namespace Trestle.Server.Ui;

/// <summary>Ends the session of an open page soon after its key was revoked.</summary>
internal sealed class SessionGuard(ILoggerFactory loggers, AccessKeys keys) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        authenticationState.User.Identity?.IsAuthenticated == true
        && (authenticationState.User.Key() is not { } key || await keys.FindAsync(key, cancellationToken) is { IsValid: true });
}
