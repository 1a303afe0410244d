using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Core.Security;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>Who can use the server and the scoring hosts.</summary>
public sealed record SecuritySettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SecuritySettings> Section { get; } = new("security");

    [Setting(
        "Host names under which the server and scoring hosts are reached, as behind a proxy; *.example.org stands for all below it. Names of "
            + "this machine are always answered (default: on loopback no others; on other addresses all).",
        Example = "[churn.example.org]")]
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    [Setting(
        "Whether scoring hosts answer only requests with a key (trestle keys); the paths of health checks stay open. The server always asks "
            + "for one.")]
    public bool RequireKeys { get; init; }

    [Setting(
        "Maximum number of open connections of one address (default: 256, and no limit for addresses of this machine). Set it higher for a "
            + "proxy on another machine.")]
    [Range(1, 1_000_000)]
    public int? ConnectionsPerAddress { get; init; }

    /// <summary>What scoring hosts need to know.</summary>
    public HostSecurity ForHosts() => new()
    {
        AllowedHosts = AllowedHosts,
        ConnectionsPerAddress = ConnectionsPerAddress,
        RequireKeys = RequireKeys,
    };
}
