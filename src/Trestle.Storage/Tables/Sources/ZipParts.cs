using System.IO.Compression;
using System.IO.Enumeration;

namespace Trestle.Storage.Tables.Sources;

/// <summary>The files in a zip archive that holds several, unpacked to a folder.</summary>
internal static class ZipParts
{
    private const int BufferSize = 1 << 16;

    /// <summary>
    /// The file itself; or, of a zip archive of several files, or if a pattern is given, the files in it that match, unpacked below a
    /// folder by their paths in the archive, in ordinal order.
    /// </summary>
    /// <param name="path">A file.</param>
    /// <param name="pattern">A pattern for paths or names in the archive; null for all files.</param>
    /// <param name="folder">Where to unpack to; it is made.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static IReadOnlyList<string> Of(string path, string? pattern, string folder, CancellationToken cancellation) =>
        FileKind.Reading(path, () =>
        {
            if (!IsZip(path) || FileKind.IsDocument(path))
            {
                return [path];
            }

            using var archive = ZipFile.OpenRead(path);
            var names = CompressedFile.Entries(archive);
            var wanted = names.Where(name => pattern is null || Matches(pattern, name)).Order(StringComparer.Ordinal).ToList();
            if (pattern is not null && wanted.Count == 0)
            {
                throw SourceErrors.NoEntry(path, pattern, names).Thrown();
            }

            return pattern is null && names.Count <= 1 ? [path] : Unpack(path, archive, wanted, folder, cancellation);
        });

    private static bool IsZip(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("PK\u0003\u0004"u8);
    }

    private static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
        || FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(name), ignoreCase: false);

    private static List<string> Unpack(
        string path, ZipArchive archive, List<string> names, string folder, CancellationToken cancellation)
    {
        BoundedStream.Check(path, names.Sum(name => archive.GetEntry(name)!.Length), new FileInfo(path).Length);
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var (unpacked, left) = (new List<string>(), (Written: 0L, Packed: new FileInfo(path).Length));
        foreach (var name in names)
        {
            var target = Path.GetFullPath(Path.Combine(root, name.Replace('\\', '/')));
            if (!target.StartsWith(root, StringComparison.Ordinal) || File.Exists(target))
            {
                throw StorageErrors.Unreadable(path, $"the name '{name}' in it leads out of the archive, or occurs twice").Thrown();
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var from = archive.GetEntry(name)!.Open();
            using var into = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
            var buffer = new byte[BufferSize];
            for (var count = from.Read(buffer); count > 0; count = from.Read(buffer))
            {
                cancellation.ThrowIfCancellationRequested();
                left.Written += count;
                BoundedStream.Check(path, left.Written, left.Packed);
                into.Write(buffer, 0, count);
            }

            unpacked.Add(target);
        }

        return unpacked;
    }
}
