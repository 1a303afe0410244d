using System.Text.Json;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Files;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>What a supervisor tells about its host, in a file.</summary>
/// <param name="Host">The host; null while it is down.</param>
/// <param name="Port">Its port, kept when it is started again; 0 as long as it is not known.</param>
/// <param name="Address">Where it answers; null before its first start.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="Failures">How often it has ended in a row without having run for a minute.</param>
/// <param name="LastFailure">How it ended last, with what it said; null when it never did.</param>
public sealed record HostState(ProcessIdentity? Host, int Port, string? Address, int Restarts, int Failures, string? LastFailure)
{
    /// <summary>From how many failures in a row on one speaks of a crash loop.</summary>
    public const int Loop = 5;

    /// <summary>Before the first start.</summary>
    public static HostState None { get; } = new(null, 0, null, 0, 0, null);

    /// <summary>Whether it cannot be kept running.</summary>
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

    /// <summary>What the host prints, and what becomes of it.</summary>
    public string Log => Path.Combine(folder, "host.log");

    /// <summary>Where the host writes its prediction log; see <c>PredictionLog</c>.</summary>
    public string Journal => Path.Combine(folder, "journal");

    /// <summary>Locked by the supervisor as long as it runs.</summary>
    public string SupervisorLock => Path.Combine(folder, "supervisor.lock");

    /// <summary>There while the supervisor is to end its host and itself.</summary>
    public string Stop => Path.Combine(folder, "stop");

    private string StateFile => Path.Combine(folder, "host.json");

    /// <summary>What the supervisor told last.</summary>
    public HostState Read()
    {
        try
        {
            return Documents.Read<HostState>(File.ReadAllBytes(StateFile));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // A file that is no state was not written by a supervisor: it is as good as none.
            return HostState.None;
        }
    }

    /// <summary>Tells how the host stands.</summary>
    public void Write(HostState state) => AtomicFile.WriteStream(StateFile, stream => stream.Write(Documents.WriteReadable(state)));
}
