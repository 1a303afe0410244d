using System.IO.Compression;

namespace Trestle.Learners.Packages;

/// <summary>
/// Reads the files of a package into memory, trusting nothing: names are plain file names, sizes are bounded before anything is
/// read, links are not followed.
/// </summary>
internal static class PackageReader
{
    private const int MostFiles = 100;
    private const long MostBytes = 2L << 30;

    public static SortedDictionary<string, byte[]> Read(string path) =>
        Directory.Exists(path) ? ReadDirectory(path)
        : File.Exists(path) ? ReadArchive(path)
        : throw PackageErrors.Missing(path);

    private static SortedDictionary<string, byte[]> ReadArchive(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            if (archive.Entries.Count > MostFiles)
            {
                throw PackageErrors.NotAPackage(path, $"it holds {archive.Entries.Count} files");
            }

            var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            var total = 0L;
            foreach (var entry in archive.Entries)
            {
                CheckName(path, entry.FullName);
                total += entry.Length;
                if (entry.Length < 0 || total > MostBytes)
                {
                    throw PackageErrors.TooLarge(path, $"'{entry.FullName}' would unpack to {entry.Length:N0} bytes", MostBytes);
                }

                if (!files.TryAdd(entry.FullName, Content(path, entry)))
                {
                    throw PackageErrors.NotAPackage(path, $"it holds '{entry.FullName}' twice");
                }
            }

            return files;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw PackageErrors.NotAPackage(path, e.Message, e);
        }
    }

    /// <summary>The content, no longer than the archive says: what a stream gives beyond that is not read.</summary>
    private static byte[] Content(string path, ZipArchiveEntry entry)
    {
        var content = new byte[entry.Length];
        using var stream = entry.Open();
        var read = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return read == content.Length && stream.ReadByte() < 0
            ? content
            : throw PackageErrors.NotAPackage(path, $"'{entry.FullName}' is not as long as the archive says");
    }

    private static SortedDictionary<string, byte[]> ReadDirectory(string path)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var total = 0L;
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            if (entry is not FileInfo file || file.LinkTarget is not null)
            {
                throw PackageErrors.NotAPackage(path, $"'{entry.Name}' is a folder or a link");
            }

            total += file.Length;
            if (total > MostBytes || files.Count >= MostFiles)
            {
                throw PackageErrors.TooLarge(path, "the directory is too large", MostBytes);
            }

            files.Add(file.Name, File.ReadAllBytes(file.FullName));
        }

        return files;
    }

    private static void CheckName(string path, string name)
    {
        var plain = name.Length is > 0 and <= 100 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
        if (!plain)
        {
            throw PackageErrors.NotAPackage(path, $"'{name}' is no plain file name");
        }
    }
}
