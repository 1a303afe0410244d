using System.IO.Compression;

namespace Trestle.Learners.Packages;

/// <summary>Writes packages, byte for byte the same for the same contents.</summary>
public static class PackageWriter
{
    /// <summary>The earliest time that the format knows; a package says nothing of when it was made.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Writes a package as one file: a ZIP archive whose entries are stored, not compressed, since what a compressor gives
    /// differs between machines. Whole or absent.
    /// </summary>
    public static void WriteFile(PackageContents contents, string path)
    {
        var temporary = path + ".incoming";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var (name, content) in PackageFiles.Of(contents))
                {
                    var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
                    entry.LastWriteTime = NoTime;
                    using var stream = entry.Open();
                    stream.Write(content);
                }
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Writes a package as a directory, which must not exist or be empty.</summary>
    public static void WriteDirectory(PackageContents contents, string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var (name, content) in PackageFiles.Of(contents))
        {
            File.WriteAllBytes(Path.Combine(directory, name), content);
        }
    }
}
