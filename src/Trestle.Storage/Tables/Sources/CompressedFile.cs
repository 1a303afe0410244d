using System.IO.Compression;

using ZstdSharp;

namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// Opens files, also those that are compressed with gzip or Zstandard, or packed alone into a zip archive. What they are is decided by
/// their first bytes. A damaged or truncated one is an <see cref="InvalidDataException"/> when the damage is reached.
/// </summary>
internal static class CompressedFile
{
    private const int BufferSize = 1 << 20;

    /// <summary>The content of a file.</summary>
    public static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        var packed = file.Length;
        BoundedStream Bounded(Stream content) => new(path, content, packed);
        try
        {
            return Start(file) switch
            {
                [0x1F, 0x8B, ..] => Bounded(new GZipStream(file, CompressionMode.Decompress)),
                [0x28, 0xB5, 0x2F, 0xFD] => Bounded(new UnpackedStream(new DecompressionStream(file, leaveOpen: false), file)),
                [(byte)'P', (byte)'K', 3, 4] => Bounded(OnlyEntry(path, file)),
                _ => file,
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether <see cref="Open"/> decompresses the file.</summary>
    public static bool IsCompressed(string path)
    {
        using var content = Open(path);
        return content is not FileStream;
    }

    /// <summary>Writes the content of a compressed file to a new file.</summary>
    public static void Unpack(string path, string into)
    {
        using var content = Open(path);
        using var unpacked = new FileStream(into, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize);
        content.CopyTo(unpacked);
    }

    /// <summary>The names of the files in a zip archive, without those that operating systems add.</summary>
    public static IReadOnlyList<string> Entries(ZipArchive archive) =>
    [
        .. archive.Entries.Select(entry => entry.FullName)
            .Where(name => !name.EndsWith('/') && !name.StartsWith("__MACOSX/", StringComparison.Ordinal)
                && Path.GetFileName(name) is not (".DS_Store" or "Thumbs.db")),
    ];

    private static byte[] Start(FileStream file)
    {
        var start = new byte[4];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return start[..length];
    }

    private static UnpackedStream OnlyEntry(string path, FileStream file)
    {
        var archive = new ZipArchive(file, ZipArchiveMode.Read);
        var names = Entries(archive);
        return names is [var only]
            ? new UnpackedStream(archive.GetEntry(only)!.Open(), archive)
            : throw SourceErrors.NotOneFile(path, names).Thrown();
    }
}
