using Trestle.Storage.Files;

namespace Trestle.Stages.Kernel.Access;

/// <summary>Writes files that only the user of this process may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file completely or not at all, unless it has this content.</summary>
    public static void Write(string path, byte[] bytes) => Write(path, bytes, _ => { });

    /// <summary>The same for a file that the user of a container reads; error TR0195 when it cannot be given to that user.</summary>
    public static void WriteShared(string path, byte[] bytes) => Write(path, bytes, ContainerUser.Give);

    private static void Write(string path, byte[] bytes, Action<string> give)
    {
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
        {
            AtomicFile.Write(path, temporary =>
            {
                WriteNew(temporary, bytes);
                give(temporary);
            });
        }
    }

    private static void WriteNew(string path, byte[] bytes)
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
