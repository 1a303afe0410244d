namespace Trestle.Storage.Files;

/// <summary>
/// Files with data of a project are for their owner alone: folders 0700, files 0600. A file that is written into a private folder is
/// private, so that whoever writes one need not think of it. Windows has its own rules and is left alone.
/// </summary>
public static class PrivateFiles
{
    /// <summary>The mode of a private file: 0600.</summary>
    public const UnixFileMode OfFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The mode of a private folder: 0700.</summary>
    public const UnixFileMode OfFolder = OfFile | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a private folder, and those above it that are missing; one that exists is left as it is.</summary>
    public static DirectoryInfo CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(path))
        {
            return Directory.CreateDirectory(path);
        }

        // Of several folders that are missing, .NET gives only the last one the mode.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
        {
            CreateFolder(parent);
        }

        return Directory.CreateDirectory(path, OfFolder);
    }

    /// <summary>Opens a file, which is private if it is made by this.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OfFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>Takes from a file what another one, or a folder, does not grant to others.</summary>
    public static void Inherit(string file, string other)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var (mode, refused) = (File.GetUnixFileMode(file), Others & ~File.GetUnixFileMode(other));
        if ((mode & refused) != 0)
        {
            File.SetUnixFileMode(file, mode & ~refused);
        }
    }

    /// <summary>Whether others than the owner can enter a folder.</summary>
    public static bool IsOpen(string folder) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & Others) != 0;

    /// <summary>
    /// Makes a folder of an earlier version private, with all that is in it. Nothing is done when it is: what is in it cannot be reached
    /// by others. False when the folder belongs to somebody else.
    /// </summary>
    public static bool Protect(string folder)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(folder) & Others) == 0)
        {
            return true;
        }

        try
        {
            // The mode of a link is that of its target, which may be anywhere.
            var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", all))
            {
                if ((entry.UnixFileMode & Others) != 0)
                {
                    entry.UnixFileMode &= ~Others;
                }
            }

            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) & ~Others);
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            // Somebody else's, or another process removes files here; the next to open the project tries again.
            return false;
        }
    }
}
