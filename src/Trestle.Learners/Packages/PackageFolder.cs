using Trestle.Core.Errors;

namespace Trestle.Learners.Packages;

/// <summary>Reads the files of a package from disk, each once and never more than the limit.</summary>
internal static class PackageFolder
{
    /// <summary>All files of a package file or directory; errors TR1501, TR1502, TR1506, TR1507 and TR1511.</summary>
    public static IReadOnlyList<PackageFile> Read(string path)
    {
        try
        {
            return File.Exists(path) ? StoredZip.Read(Content(new FileInfo(path), PackageFiles.MostBytes, path), path)
                : Directory.Exists(path) ? Files(new DirectoryInfo(path), path)
                : throw new TrestleException(PackageErrors.NoPackage(path));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(PackageErrors.Unreadable(path, failed.Message), inner: failed);
        }
    }

    private static List<PackageFile> Files(DirectoryInfo root, string path)
    {
        var files = new List<PackageFile>();
        var left = PackageFiles.MostBytes;
        foreach (var (name, entry) in Entries(root, "", path))
        {
            var content = Content(entry, Math.Min(left, PackageFiles.Limit(name)), path);
            left -= content.Length;
            files.Add(new PackageFile(name, content));
            if (files.Count > PackageFiles.MostFiles)
            {
                throw new TrestleException(PackageErrors.NotAPackage(path, $"it has more than {PackageFiles.MostFiles} files"));
            }
        }

        return files;
    }

    private static IEnumerable<(string Name, FileInfo File)> Entries(DirectoryInfo folder, string prefix, string path)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var name = prefix + entry.Name;
            var fault = entry.LinkTarget is not null ? "which is a link" : PackageFiles.Fault(name);
            if (fault is not null)
            {
                throw new TrestleException(PackageErrors.BadName(path, name, fault));
            }

            if (entry is FileInfo file)
            {
                yield return (name, file);
            }
            else if (prefix.Length == 0)
            {
                foreach (var inner in Entries((DirectoryInfo)entry, $"{name}/", path))
                {
                    yield return inner;
                }
            }
            else
            {
                throw new TrestleException(PackageErrors.BadName(path, name, "which is nested too deep"));
            }
        }
    }

    /// <summary>A file of length 0 is not opened: a pipe or a device, which would block, reports that length.</summary>
    private static byte[] Content(FileInfo file, long limit, string path)
    {
        if (file.Length > limit)
        {
            throw new TrestleException(PackageErrors.TooLarge(path, $"'{file.Name}'", limit));
        }

        var content = new byte[file.Length];
        if (content.Length == 0)
        {
            return content;
        }

        using var stream = file.OpenRead();
        stream.ReadExactly(content);
        return stream.ReadByte() < 0
            ? content
            : throw new TrestleException(PackageErrors.NotAPackage(path, $"'{file.Name}' is growing while being read"));
    }
}
