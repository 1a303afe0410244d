using Trestle.Core.Configuration;
using Trestle.Core.Security;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>An OpenID Connect issuer, and what its users may do.</summary>
public sealed record OidcSettings
{
    [Setting(
        "The issuer, as it names itself in its tokens: an https address, or http on loopback.",
        Example = "https://login.example.org/realms/ml")]
    public required string Issuer { get; init; }

    [Setting("The audience of bearer tokens (default: client-id).", Example = "trestle")]
    public string? Audience { get; init; }

    [Setting("The client of the pages; without it nobody signs in with the issuer, and only bearer tokens are accepted.")]
    public string? ClientId { get; init; }

    [Setting("The secret of the client, where the issuer asks for one.", Example = "${OIDC_SECRET}")]
    public Secret? ClientSecret { get; init; }

    [Setting("Scopes that sign-in asks for in addition to openid and profile.", Example = "[groups]")]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    [Setting("The claim with the name of the user for the audit log; sub where it is missing.")]
    public string NameClaim { get; init; } = "preferred_username";

    [Setting("The claim with the roles or groups of the user; dots lead into objects.", Example = "realm_access.roles")]
    public string RoleClaim { get; init; } = "roles";

    [Setting("The values of that claim for each role; a user without any of them is refused.")]
    public OidcRoles Roles { get; init; } = new();

    /// <summary>What scoring hosts need to know.</summary>
    public OidcTrust ForHosts() => new(
        Issuer, Audience ?? ClientId ?? "", NameClaim, RoleClaim, [Roles.Viewer, Roles.Editor, Roles.Approver, Roles.Admin]);
}

/// <summary>The values of a claim for each role; each role may do what the ones before it may.</summary>
public sealed record OidcRoles
{
    [Setting("Values for the role viewer.")]
    public IReadOnlyList<string> Viewer { get; init; } = ["viewer"];

    [Setting("Values for the role editor.")]
    public IReadOnlyList<string> Editor { get; init; } = ["editor"];

    [Setting("Values for the role approver.")]
    public IReadOnlyList<string> Approver { get; init; } = ["approver"];

    [Setting("Values for the role admin.")]
    public IReadOnlyList<string> Admin { get; init; } = ["admin"];
}
