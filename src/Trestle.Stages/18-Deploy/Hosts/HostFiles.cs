using System.Text;
using System.Text.Json;

using Trestle.Core.Security;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Files;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>What a supervisor writes about its host, in a file.</summary>
/// <param name="Host">The host; null while it is down.</param>
/// <param name="Port">Its port, kept across restarts; 0 until it is known.</param>
/// <param name="Address">Where it answers; null before its first start.</param>
/// <param name="Restarts">How often it was restarted.</param>
/// <param name="Failures">How often in a row it ended without having run for a minute.</param>
/// <param name="LastFailure">How it ended last, with its output; null when it never did.</param>
public sealed record HostState(ProcessIdentity? Host, int Port, string? Address, int Restarts, int Failures, string? LastFailure)
{
    /// <summary>Why the supervisor has given up; null while it has not.</summary>
    public string? GaveUp { get; init; }

    /// <summary>The folder for which it was written: the state in a copied folder is that of another deployment.</summary>
    public string? Folder { get; init; }

    /// <summary>Number of failures in a row that counts as a crash loop.</summary>
    public const int Loop = 5;

    /// <summary>Before the first start.</summary>
    public static HostState None { get; } = new(null, 0, null, 0, 0, null);

    /// <summary>Whether it fails again and again.</summary>
    public bool CrashLoop => Failures >= Loop;
}

/// <summary>The files of a deployment on this machine.</summary>
/// <param name="folder">The deployment's folder.</param>
public sealed class HostFiles(string folder)
{
    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>The routes that the host watches.</summary>
    public string Routes => Path.Combine(folder, "routes.json");

    /// <summary>Who may use the host, which follows it.</summary>
    public string Security => HostAccess.FileIn(folder);

    /// <summary>The token with which Trestle asks the host; null before the first start.</summary>
    public string? Token => HostAccess.TokenIn(folder);

    /// <summary>The certificate that the host has; null without TLS.</summary>
    public CertificateFiles? Certificate => HostAccess.CertificateIn(folder);

    /// <summary>What the host prints, and what the supervisor notes.</summary>
    public string Log => Path.Combine(folder, "host.log");

    /// <summary>Where the host writes its prediction log; see <c>PredictionLog</c>.</summary>
    public string PredictionLog => Path.Combine(folder, "journal");

    /// <summary>Locked by the supervisor while it runs.</summary>
    public string SupervisorLock => Path.Combine(folder, "supervisor.lock");

    /// <summary>Present when the supervisor should end its host and itself.</summary>
    public string Stop => Path.Combine(folder, "stop");

    private string StateFile => Path.Combine(folder, "host.json");

    /// <summary>
    /// The identity of the project whose deployment this is: it differs between copies of a project, and tells nothing else.
    /// </summary>
    public string Project => ContentHash.Of(Encoding.UTF8.GetBytes(Posix.RealPath(Path.Combine(folder, "..", "..")))).ToString()[..12];

    /// <summary>The deployments of the same project whose host has started once.</summary>
    public IEnumerable<HostFiles> OfProject
    {
        get
        {
            var all = Path.GetDirectoryName(Path.GetFullPath(folder))!;
            return Path.GetFileName(all) == HostAccess.Deployments
                ? Directory.EnumerateDirectories(all).Order(StringComparer.Ordinal).Select(one => new HostFiles(one))
                    .Where(one => one.Read().Address is not null)
                : [];
        }
    }

    /// <summary>The supervisor's last report; none when it is about another folder, of which this one is a copy.</summary>
    public HostState Read()
    {
        try
        {
            var state = Documents.Read<HostState>(File.ReadAllBytes(StateFile));
            return state.Folder is null || state.Folder == Posix.RealPath(folder) ? state : HostState.None;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // A file that is not a state was not written by a supervisor and is ignored.
            return HostState.None;
        }
    }

    /// <summary>Reports the state of the host.</summary>
    public void Write(HostState state) => AtomicFile.WriteStream(
        StateFile, stream => stream.Write(Documents.WriteReadable(state with { Folder = Posix.RealPath(folder) })));
}
