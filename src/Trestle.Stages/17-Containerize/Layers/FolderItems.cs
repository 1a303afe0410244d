using System.Formats.Tar;

namespace Trestle.Stages.Containerize.Layers;

/// <summary>A folder of files as the items of a layer.</summary>
internal static class FolderItems
{
    /// <summary>All except the setuid, setgid and sticky bits: nobody in the container is to become another user.</summary>
    private const UnixFileMode Kept = (UnixFileMode)0b1_111_111_111;

    private const int TypeOffset = 156;

    /// <summary>What the kernel or the engine fills when a container runs.</summary>
    private static readonly HashSet<string> Filled = ["dev/", "proc/", "run/", "sys/"];

    /// <summary>
    /// The root file system in a folder. Links remain links and are never followed. Error TR1712 names anything that is not a file,
    /// folder or link outside dev, proc, run and sys, which stay empty.
    /// </summary>
    public static IReadOnlyList<TarItem> OfRoot(string root, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new TrestleException(LayerErrors.NoModes(root));
        }

        var items = new List<TarItem>();
        void Walk(DirectoryInfo folder, string prefix)
        {
            foreach (var found in folder.EnumerateFileSystemInfos())
            {
                cancellation.ThrowIfCancellationRequested();
                var path = prefix + found.Name;
                if (found.LinkTarget is { } target)
                {
                    items.Add(new TarItem(path, TarEntryType.SymbolicLink, Kept) { Target = target });
                }
                else if (found is DirectoryInfo inner)
                {
                    items.Add(new TarItem($"{path}/", TarEntryType.Directory, found.UnixFileMode & Kept));
                    if (!Filled.Contains($"{path}/"))
                    {
                        Walk(inner, $"{path}/");
                    }
                }
                else
                {
                    items.Add(OfFile((FileInfo)found, path, found.UnixFileMode & Kept));
                }
            }
        }

        Walk(new DirectoryInfo(root), "");
        return [.. items.OrderBy(item => item.Path, StringComparer.Ordinal)];
    }

    private static TarItem OfFile(FileInfo file, string path, UnixFileMode mode)
    {
        // Devices, pipes and sockets have no length; opening one of them may never return.
        if (file.Length == 0 && !IsRegular(file.FullName))
        {
            throw new TrestleException(LayerErrors.SpecialFile(file.FullName));
        }

        return TarItem.File(path, file.FullName) with { Mode = mode };
    }

    /// <summary>Asks the only part of .NET that distinguishes kinds of files: the header that the archive writer makes.</summary>
    private static bool IsRegular(string file)
    {
        using var header = new MemoryStream();
        try
        {
            using var writer = new TarWriter(header, TarEntryFormat.Ustar, leaveOpen: true);
            writer.WriteEntry(file, "x");
        }
        catch (IOException)
        {
            // A socket cannot be stored in an archive.
            return false;
        }

        return header.Length > TypeOffset && (TarEntryType)header.GetBuffer()[TypeOffset] == TarEntryType.RegularFile;
    }
}
