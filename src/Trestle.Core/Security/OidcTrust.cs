namespace Trestle.Core.Security;

/// <summary>Whose tokens are accepted, and what they allow.</summary>
/// <param name="Issuer">The issuer, exactly as it names itself in tokens; its keys are found by discovery.</param>
/// <param name="Audience">For whom a token must be made out.</param>
/// <param name="NameClaim">The claim with the name of the user.</param>
/// <param name="RoleClaim">The claim with roles or groups; dots lead into objects.</param>
/// <param name="Roles">The values of the claim for each role, from the lowest role to the highest.</param>
public sealed record OidcTrust(
    string Issuer, string Audience, string NameClaim, string RoleClaim, IReadOnlyList<IReadOnlyList<string>> Roles)
{
    /// <summary>Whether an issuer can be trusted: https, or http on this machine.</summary>
    public static bool IsIssuer(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0;

    /// <summary>The highest role that the values of the claim give, from 0; null for none.</summary>
    public int? RoleOf(IReadOnlyCollection<string> values)
    {
        for (var role = Roles.Count - 1; role >= 0; role--)
        {
            if (Roles[role].Any(values.Contains))
            {
                return role;
            }
        }

        return null;
    }
}
