using System.Security.Claims;

namespace Trestle.Server.Security;

/// <summary>Whether the session of a person is still open: it is on record, and its key is valid and has the same role.</summary>
internal sealed class OpenSessions(AccessSessions sessions, AccessKeys keys)
{
    /// <summary>Whether a principal has an open session, which is noted as in use.</summary>
    public async Task<bool> UseAsync(ClaimsPrincipal? principal, CancellationToken cancellation) =>
        principal?.Session() is { } id && await IsGoodAsync(await sessions.UseAsync(id, cancellation), cancellation);

    /// <summary>Whether a principal has an open session. A page that is only open does not count as use.</summary>
    public async Task<bool> HasAsync(ClaimsPrincipal principal, CancellationToken cancellation) =>
        principal.Session() is { } id && await IsGoodAsync(await sessions.FindAsync(id, cancellation), cancellation);

    private async Task<bool> IsGoodAsync(AccessSession? session, CancellationToken cancellation) =>
        session is not null
        && (session.Key is null
            || (await keys.FindAsync(session.Key, cancellation) is { IsValid: true } key && key.Role == session.Role));
}
