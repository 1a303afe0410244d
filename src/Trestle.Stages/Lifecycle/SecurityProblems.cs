using Trestle.Core.Configuration;
using Trestle.Core.Security;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Lifecycle;

/// <summary>What can be wrong with the section security.</summary>
internal static class SecurityProblems
{
    /// <summary>All that is wrong.</summary>
    public static IEnumerable<Problem> Of(SecuritySettings settings, SourcePositions positions)
    {
        foreach (var name in settings.AllowedHosts.Where(name => !HostSecurity.IsHostName(name)))
        {
            yield return SecurityErrors.BadHostName(name, positions.Find("security.allowed-hosts").ToString());
        }

        if (settings.Oidc is { } oidc && !OidcTrust.IsIssuer(oidc.Issuer))
        {
            yield return SecurityErrors.BadIssuer(oidc.Issuer, positions.Find("security.oidc.issuer").ToString());
        }

        if (settings.Oidc is { Audience: null, ClientId: null })
        {
            yield return SecurityErrors.NoAudience(positions.Find("security.oidc").ToString());
        }
    }
}
