using Trestle.Core.Configuration;
using Trestle.Core.Security;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Lifecycle;

/// <summary>What can be wrong with the section security.</summary>
internal static class SecurityProblems
{
    /// <summary>All that is wrong.</summary>
    public static IEnumerable<Problem> Of(SecuritySettings settings, SourcePositions positions) =>
        settings.AllowedHosts.Where(name => !HostSecurity.IsHostName(name)).Select(
            name => SecurityErrors.BadHostName(name, positions.Find("security.allowed-hosts").ToString()));
}
