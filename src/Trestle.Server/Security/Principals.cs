using System.Security.Claims;

using Trestle.Web.Tokens;

namespace Trestle.Server.Security;

/// <summary>Identities as claims: a name, the granted role with all roles that it implies, and the session of a person.</summary>
internal static class Principals
{
    /// <summary>Name of the user of the one-time token.</summary>
    public const string Owner = "owner";

    private const string SessionClaim = "session";
    private const string DeploymentClaim = "deployment";

    /// <summary>The principal of a key.</summary>
    public static ClaimsPrincipal Of(AccessKey key, string scheme) =>
        Make(key.Name, key.Role, scheme, [.. (key.Limits?.Deployments ?? []).Select(name => new Claim(DeploymentClaim, name))]);

    /// <summary>The principal of somebody whom the issuer knows; without a role nothing is allowed.</summary>
    public static ClaimsPrincipal Of(TokenBearer bearer, string scheme) => bearer.Role is { } role
        ? Make(bearer.Name, (Role)role, scheme)
        : new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, bearer.Name)], scheme));

    /// <summary>The principal of a session.</summary>
    public static ClaimsPrincipal Of(AccessSession session, string scheme) =>
        Make(session.Who, session.Role, scheme, new Claim(SessionClaim, session.Id));

    /// <summary>The name for the audit log.</summary>
    public static string Who(this ClaimsPrincipal principal) =>
        principal.Identity?.Name ?? throw new InvalidOperationException("a change without a user");

    /// <summary>The id of the session; null for a key.</summary>
    public static string? Session(this ClaimsPrincipal principal) => principal.FindFirstValue(SessionClaim);

    /// <summary>Whether a principal is only for the predictions of certain deployments.</summary>
    public static bool IsScoped(this ClaimsPrincipal principal) => principal.HasClaim(claim => claim.Type == DeploymentClaim);

    /// <summary>Whether a principal may request the predictions of a deployment, if its role allows requesting any.</summary>
    public static bool MayUse(this ClaimsPrincipal principal, string deployment) =>
        !principal.IsScoped() || principal.HasClaim(DeploymentClaim, deployment);

    /// <summary>Whether a principal has a role.</summary>
    public static bool May(this ClaimsPrincipal principal, Role role) => principal.IsInRole(role.ToString());

    /// <summary>The highest role of a principal.</summary>
    public static Role HighestRole(this ClaimsPrincipal principal) => Enum.GetValues<Role>().Last(principal.May);

    private static ClaimsPrincipal Make(string name, Role role, string scheme, params Claim[] more) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Name, name),
            .. Enum.GetValues<Role>().Where(each => each <= role).Select(each => new Claim(ClaimTypes.Role, each.ToString())), .. more],
        scheme));
}
