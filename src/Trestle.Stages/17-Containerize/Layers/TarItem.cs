using System.Formats.Tar;

namespace Trestle.Stages.Containerize.Layers;

/// <summary>
/// A file, folder or symbolic link of a layer. All belong to user 0 and have no time, so the same content gives the same bytes.
/// </summary>
/// <param name="Path">Its path from the root without a leading slash; that of a folder ends with one.</param>
/// <param name="Type">What it is.</param>
/// <param name="Mode">Who may read, write and execute it.</param>
public sealed record TarItem(string Path, TarEntryType Type, UnixFileMode Mode)
{
    private const UnixFileMode ReadByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ExecuteByAll = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Opens the content of a file; null for other kinds.</summary>
    public Func<Stream>? Open { get; init; }

    /// <summary>Where a link leads.</summary>
    public string? Target { get; init; }

    /// <summary>The file with its content, when that is on disk.</summary>
    public string? Source { get; init; }

    /// <summary>A folder that everybody may enter.</summary>
    public static TarItem Folder(string path) => new($"{path.TrimEnd('/')}/", TarEntryType.Directory, ReadByAll | ExecuteByAll);

    /// <summary>A file that everybody may read.</summary>
    public static TarItem File(string path, string source, bool executable = false) =>
        new(
            path, TarEntryType.RegularFile,
            executable ? ReadByAll | ExecuteByAll : ReadByAll)
        { Source = source, Open = () => System.IO.File.OpenRead(source) };

    /// <summary>A file of some bytes.</summary>
    public static TarItem Bytes(string path, byte[] content) =>
        new(path, TarEntryType.RegularFile, ReadByAll) { Open = () => new MemoryStream(content, writable: false) };

    /// <summary>Items with the folders above them, in ordinal order of their paths.</summary>
    public static IReadOnlyList<TarItem> WithFolders(IEnumerable<TarItem> items)
    {
        var all = items.ToDictionary(item => item.Path, StringComparer.Ordinal);
        foreach (var path in all.Keys.ToArray())
        {
            for (var end = path.TrimEnd('/').LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
            {
                var folder = Folder(path[..end]);
                all.TryAdd(folder.Path, folder);
            }
        }

        return [.. all.Values.OrderBy(item => item.Path, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Writes the items in order as a tar in GNU format, which, unlike .NET's PAX, holds neither times nor process ids.
    /// </summary>
    public static async Task WriteAsync(IEnumerable<TarItem> items, Stream to, CancellationToken cancellation)
    {
        await using var writer = new TarWriter(to, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            await using var content = item.Open?.Invoke();
            var entry = new GnuTarEntry(item.Type, item.Path) { Mode = item.Mode, ModificationTime = DateTimeOffset.UnixEpoch };
            if (content is not null)
            {
                entry.DataStream = content;
            }

            if (item.Target is { } target)
            {
                entry.LinkName = target;
            }

            await writer.WriteEntryAsync(entry, cancellation);
        }
    }
}
