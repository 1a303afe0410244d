using System.Net;

using Trestle.Core.Security;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Kernel.Access;
using Trestle.Storage.Files;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>
/// Who may use the host in a container: a folder with the security file and copies of the certificate, which the host follows as one on
/// this machine does. The whole folder is mounted, because a mounted file would stay the one that was replaced.
/// </summary>
internal static class ContainerDoor
{
    /// <summary>Label of a container that says with which kind of door its host began.</summary>
    public const string Label = "trestle.door";

    /// <summary>The value of <see cref="Label"/> for a host with TLS.</summary>
    public const string Tls = "tls";

    private const string Plain = "plain";
    private const string Mount = "/etc/trestle";
    private const string Certificate = "certificate";
    private const string Key = "key";
    private const int Unlimited = 1_000_000;

    /// <summary>Whether a container of this kind of door has to be replaced: TLS begins and ends with a new start only.</summary>
    /// <param name="order">What is asked for now.</param>
    /// <param name="found">The label of the container; empty for one of an earlier version, which asks for nothing.</param>
    public static bool Differs(DeployOrder order, string found) => order.Security.Keys is not null
        && (found is Tls or Plain ? found != KindOf(order) : order.Security.Settings is { RequireKeys: true } or { Certificate: not null });

    /// <summary>The options of the engine that mount it, and those of the host that reads it.</summary>
    public static (IReadOnlyList<string> Engine, IReadOnlyList<string> Host) Options(DeployOrder order)
    {
        if (order.Security.Keys is null)
        {
            return ([], []);
        }

        string[] password = order.Security.Settings.Certificate?.PasswordVariable is { } variable ? ["--env", variable] : [];
        return (
            ["--volume", $"{HostAccess.SharedIn(order.Folder)}:{Mount}:ro,z", "--label", $"{Label}={KindOf(order)}", .. password],
            ["--security", HostAccess.FileIn(Mount)]);
    }

    /// <summary>Writes what has changed. Error TR0192 when the certificate cannot be used: the one from before stays.</summary>
    public static async Task WriteAsync(DeployOrder order, CancellationToken cancellation)
    {
        var (settings, keys) = order.Security;
        if (keys is null)
        {
            return;
        }

        var own = new HostFiles(order.Folder);
        await order.Security.WriteAsync(own, order.Deployment.Name, cancellation);
        var folder = HostAccess.SharedIn(order.Folder);
        PrivateFiles.CreateFolder(folder);
        ContainerUser.Give(folder);
        var complete = HostSecurity.Read(await File.ReadAllBytesAsync(own.Security, cancellation), own.Security);
        PrivateFile.WriteShared(HostAccess.FileIn(folder), Inside(complete, order.Settings.Host).Write());
        if (settings.Certificate is { } files)
        {
            Copy(files, folder);
        }
        else
        {
            File.Delete(Path.Combine(folder, Certificate));
            File.Delete(Path.Combine(folder, Key));
        }
    }

    private static string KindOf(DeployOrder order) => order.Security.Settings.Certificate is null ? Plain : Tls;

    /// <summary>
    /// What holds inside: there the host listens on every address and cannot tell that its port is published on loopback only.
    /// </summary>
    private static HostSecurity Inside(HostSecurity settings, string published)
    {
        var local = published == "localhost" || (IPAddress.TryParse(published, out var address) && IPAddress.IsLoopback(address));
        return settings with
        {
            AllowedHosts = local && settings.AllowedHosts.Count == 0 ? ["localhost"] : settings.AllowedHosts,
            ConnectionsPerAddress = settings.ConnectionsPerAddress ?? (local ? Unlimited : null),
            Certificate = settings.Certificate is { } files
                ? new CertificateFiles(
                    $"{Mount}/{Certificate}", files.Key is null ? null : $"{Mount}/{Key}", files.PasswordVariable)
                : null,
        };
    }

    private static void Copy(CertificateFiles files, string folder)
    {
        var (own, _) = files.Load();
        own.Dispose();
        PrivateFile.WriteShared(Path.Combine(folder, Certificate), File.ReadAllBytes(files.Certificate));
        if (files.Key is { } key)
        {
            PrivateFile.WriteShared(Path.Combine(folder, Key), File.ReadAllBytes(key));
        }
    }
}
