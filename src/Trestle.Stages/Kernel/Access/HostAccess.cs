using Trestle.Core.Security;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Kernel.Access;

/// <summary>
/// What the scoring hosts of a project know about keys. The records say which keys there are; each host has a file of its own, which is
/// written again when a key is made, changed or revoked.
/// </summary>
public static class HostAccess
{
    /// <summary>The folder of all deployments of a project, in the folder of its state.</summary>
    internal const string Deployments = "deployments";

    /// <summary>The name of the key with which Trestle itself asks a host; no other key can have it.</summary>
    private const string OwnName = "-host";

    private const string FileName = "security.json";
    private const string TokenName = "host.token";
    private const string SharedName = "door";

    /// <summary>The file of the deployment in a folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The folder of a deployment with what a host in a container has to know; it is mounted there.</summary>
    public static string SharedIn(string folder) => Path.Combine(folder, SharedName);

    /// <summary>The file of <c>trestle serve</c>.</summary>
    public static string FileOfServe(Project project) => Path.Combine(project.StateFolder, "serve", FileName);

    /// <summary>The token with which Trestle asks the host of a folder; null when there is none.</summary>
    public static string? TokenIn(string folder)
    {
        var file = Path.Combine(folder, TokenName);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    /// <summary>The certificate of the host of a folder; null without TLS.</summary>
    public static CertificateFiles? CertificateIn(string folder) => File.Exists(FileIn(folder))
        ? HostSecurity.Read(File.ReadAllBytes(FileIn(folder)), FileIn(folder)).Certificate
        : null;

    /// <summary>Writes the file of a host, and its own token.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The name of the deployment, which keys can be limited to.</param>
    /// <param name="security">What the project asks for, without keys.</param>
    /// <param name="keys">The keys of the project.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task WriteAsync(
        string file, string name, HostSecurity security, AccessKeys keys, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder);
        var token = TokenIn(folder);
        if (token is null)
        {
            token = KeyToken.New(OwnName);
            PrivateFile.Write(Path.Combine(folder, TokenName), System.Text.Encoding.ASCII.GetBytes(token));
        }

        var complete = await CompleteAsync(name, security, keys, cancellation);
        var own = new HostKey(OwnName, KeyToken.HashOf(token), Labels: true, null);
        PrivateFile.Write(file, (complete with { Keys = [own, .. complete.Keys] }).Write());
    }

    /// <summary>What a project asks for, with the keys on record where they are needed.</summary>
    public static async Task<HostSecurity> CompleteAsync(
        string name, HostSecurity security, AccessKeys keys, CancellationToken cancellation) => security with
        {
            Deployment = name,
            Keys = security.RequireKeys ? await keys.ForHostsAsync(cancellation) : [],
        };

    /// <summary>Writes the keys to the files of all hosts of a project on this machine, until they are those on record.</summary>
    public static async Task PublishAsync(Project project, AccessKeys keys, CancellationToken cancellation)
    {
        IReadOnlyList<HostKey>? written = null;
        for (var now = await keys.ForHostsAsync(cancellation); written is null || !Same(now, written);
            now = await keys.ForHostsAsync(cancellation))
        {
            written = now;
            foreach (var file in Files(project))
            {
                var security = HostSecurity.Read(await File.ReadAllBytesAsync(file, cancellation), file);
                if (security.RequireKeys)
                {
                    Write(file, (security with { Keys = [.. security.Keys.Where(IsOwn), .. now] }).Write());
                }
            }
        }
    }

    private static void Write(string file, byte[] content)
    {
        if (Path.GetFileName(Path.GetDirectoryName(file)) != SharedName)
        {
            PrivateFile.Write(file, content);
        }
        else
        {
            PrivateFile.WriteShared(file, content);
        }
    }

    private static bool IsOwn(HostKey key) => key.Name == OwnName;

    private static bool Same(IReadOnlyList<HostKey> one, IReadOnlyList<HostKey> other) =>
        new HostSecurity { Keys = one }.Write().AsSpan().SequenceEqual(new HostSecurity { Keys = other }.Write());

    private static IEnumerable<string> Files(Project project)
    {
        var deployments = Path.Combine(project.StateFolder, Deployments);
        return (Directory.Exists(deployments) ? Directory.EnumerateDirectories(deployments) : [])
            .SelectMany(folder => new[] { FileIn(folder), FileIn(SharedIn(folder)) })
            .Append(FileOfServe(project))
            .Where(File.Exists);
    }
}
