using Trestle.Core.Security;
using Trestle.Serving.Requests;
using Trestle.Web.Tokens;

namespace Trestle.Serving.Security;

/// <summary>
/// Decides whether a request is let in, before its body is read. Where nothing is asked for, that is a comparison of the header Host.
/// </summary>
internal sealed class Gate : IDisposable
{
    private const int Editor = 1;

    private readonly bool local;
    private readonly long mostBytes;
    private readonly TimeProvider clock;
    private volatile Door door;

    /// <summary>A gate for a host on loopback, or on another address.</summary>
    public Gate(bool local, HostSecurity security, long mostBytes, TimeProvider clock)
    {
        (this.local, this.mostBytes, this.clock) = (local, mostBytes, clock);
        door = new Door(new HostNames(local, security.AllowedHosts), Ring(security, null), Tokens(security, null), security.Oidc);
    }

    /// <summary>Whether everybody who can reach the host is answered.</summary>
    public bool IsOpen => door.Keys is null;

    /// <summary>Replaces what is asked for, between two requests.</summary>
    public void Use(HostSecurity security) => door = new Door(
        new HostNames(local, security.AllowedHosts), Ring(security, door.Keys), Tokens(security, door), security.Oidc);

    /// <inheritdoc/>
    public void Dispose() => door.Tokens?.Dispose();

    /// <summary>Lets a request in, or refuses it. Completed at once unless the body is compressed.</summary>
    public Task EnterAsync(HttpContext context, string path)
    {
        var (request, now) = (context.Request, door);
        if (!now.Names.Allows(request.Headers.Host, context.Connection.LocalIpAddress))
        {
            throw new RefusedException(GateErrors.WrongHost());
        }

        if (now.Keys is not null && !IsHealth(path))
        {
            if (now.Tokens is not null && KeyRing.CredentialOf(request) is { } credential && !KeyToken.IsToken(credential, out _))
            {
                return EnterAsync(context, now.Tokens, credential, labels: path == "/feedback");
            }

            now.Keys.Admit(request, labels: path == "/feedback");
        }

        return DecodeAsync(context);
    }

    private static TokenValidator? Tokens(HostSecurity security, Door? before)
    {
        if (security.Oidc is not { } oidc)
        {
            return null;
        }

        var same = new HostSecurity { Oidc = oidc }.Write().AsSpan().SequenceEqual(new HostSecurity { Oidc = before?.Oidc }.Write());
        return same ? before!.Tokens : new TokenValidator(oidc);
    }

    private Task DecodeAsync(HttpContext context) =>
        context.Request.Headers.ContentEncoding.Count > 0 ? ContentEncodings.DecodeAsync(context, mostBytes) : Task.CompletedTask;

    /// <summary>Lets somebody in whom the issuer knows.</summary>
    private async Task EnterAsync(HttpContext context, TokenValidator tokens, string token, bool labels)
    {
        TokenBearer? bearer;
        try
        {
            bearer = await tokens.ValidateAsync(token, context.RequestAborted);
        }
        catch (IssuerException)
        {
            throw new RefusedException(GateErrors.IssuerSilent());
        }

        if (bearer is null)
        {
            throw new RefusedException(GateErrors.NoKey());
        }

        if (bearer.Role is not { } role || (labels && role < Editor))
        {
            throw new RefusedException(GateErrors.NotAllowed(labels && bearer.Role is not null));
        }

        await DecodeAsync(context);
    }

    /// <summary>The paths of health checks, which have no key.</summary>
    private static bool IsHealth(string path) => path is "/ping" or "/health" or "/v2/health/live" or "/v2/health/ready";

    private KeyRing? Ring(HostSecurity security, KeyRing? before) => security.RequireKeys ? new KeyRing(security, before, clock) : null;

    private sealed record Door(HostNames Names, KeyRing? Keys, TokenValidator? Tokens, OidcTrust? Oidc);
}
