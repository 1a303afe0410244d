using System.Security.Claims;
using System.Text.Json;

using Trestle.Core.Security;

namespace Trestle.Web.Tokens;

/// <summary>Somebody whom an issuer knows.</summary>
/// <param name="Name">The name for the audit log, after <c>oidc:</c>, so that it is not mistaken for the name of a key.</param>
/// <param name="Role">The role, from 0 for the lowest; null for none.</param>
public sealed record TokenBearer(string Name, int? Role)
{
    /// <summary>The bearer of a validated token; null when it does not say who that is.</summary>
    public static TokenBearer? Of(IReadOnlyCollection<Claim> claims, OidcTrust trust)
    {
        var name = claims.FirstOrDefault(claim => claim.Type == trust.NameClaim) ?? claims.FirstOrDefault(claim => claim.Type == "sub");
        return name is { Value.Length: > 0 } ? new TokenBearer($"oidc:{name.Value}", trust.RoleOf(Values(claims, trust.RoleClaim))) : null;
    }

    /// <summary>The values of a claim: of a claim with this very name, or else of a member of an object.</summary>
    private static string[] Values(IReadOnlyCollection<Claim> claims, string path)
    {
        var plain = claims.Where(claim => claim.Type == path).Select(claim => claim.Value).ToArray();
        var parts = path.Split('.');
        return plain.Length > 0 || parts.Length == 1
            ? plain
            : [.. claims.Where(claim => claim.Type == parts[0]).SelectMany(claim => Members(claim.Value, parts[1..]))];
    }

    private static string[] Members(string json, string[] path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var element = document.RootElement;
            foreach (var part in path)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element))
                {
                    return [];
                }
            }

            return element.ValueKind switch
            {
                JsonValueKind.String => [element.GetString()!],
                JsonValueKind.Array =>
                    [.. element.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
                _ => [],
            };
        }
        catch (JsonException)
        {
            // A text, not an object: it has no members.
            return [];
        }
    }
}
