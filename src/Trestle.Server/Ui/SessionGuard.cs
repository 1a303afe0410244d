using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

using Trestle.Server.Security;

namespace Trestle.Server.Ui;

/// <summary>Signs an open page out soon after its session has ended.</summary>
internal sealed class SessionGuard(ILoggerFactory loggers, OpenSessions sessions) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        sessions.HasAsync(authenticationState.User, cancellationToken);
}
