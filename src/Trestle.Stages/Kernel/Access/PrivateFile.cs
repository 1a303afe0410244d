using Trestle.Storage.Files;

namespace Trestle.Stages.Kernel.Access;

/// <summary>Writes files that only the user of this process may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file completely or not at all, unless it has this content.</summary>
    public static void Write(string path, byte[] bytes)
    {
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
        {
            AtomicFile.Write(path, temporary => WriteNew(temporary, bytes));
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
