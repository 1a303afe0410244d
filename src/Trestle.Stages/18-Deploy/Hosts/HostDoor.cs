using Trestle.Core.Security;
using Trestle.Stages.Kernel.Access;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>Who may use the hosts of a deployment.</summary>
/// <param name="Settings">What the project asks for.</param>
/// <param name="Keys">The keys on record; null for none.</param>
public sealed record HostDoor(HostSecurity Settings, AccessKeys? Keys)
{
    /// <summary>Everybody who can reach them.</summary>
    public static HostDoor Open { get; } = new(new HostSecurity(), null);

    /// <summary>Writes the file that the host of a deployment follows.</summary>
    internal Task WriteAsync(HostFiles files, string deployment, CancellationToken cancellation) =>
        Keys is null ? Task.CompletedTask : HostAccess.WriteAsync(files.Security, deployment, Settings, Keys, cancellation);
}
