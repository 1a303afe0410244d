using Trestle.Core.Security;
using Trestle.Storage.Files;

namespace Trestle.Stages.Kernel.ScoringHosts;

/// <summary>Writes the security files of scoring hosts, which only the user of this process may read.</summary>
public static class SecurityFiles
{
    /// <summary>Writes a file, unless it has this content.</summary>
    public static void Write(string path, HostSecurity security)
    {
        var bytes = security.Write();
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
        {
            AtomicFile.Write(path, temporary => WritePrivate(temporary, bytes));
        }
    }

    private static void WritePrivate(string path, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(path, options);
        stream.Write(bytes);
    }
}
