using System.Formats.Tar;
using System.Text.RegularExpressions;

using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;

namespace Trestle.Stages.Containerize.Bases;

/// <summary>An image layout in a folder (image-layout.md): <c>oci-layout</c>, <c>index.json</c>, <c>blobs/sha256/…</c>.</summary>
internal sealed partial class LayoutContent(string folder, string name) : IImageContent
{
    private const string Marker = "oci-layout";
    private const string IndexFile = "index.json";
    private const long MostArchiveBytes = 64L << 30;
    private const long MostDocumentBytes = 4 << 20;
    private const int MostEntries = 10_000;

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Whether a folder is a layout.</summary>
    public static bool IsLayout(string folder) => File.Exists(Path.Combine(folder, Marker));

    /// <summary>
    /// Unpacks an archive of a layout into an empty folder. Only regular files with names of a layout are written, under names made
    /// here; links and names that lead elsewhere are error TR1705.
    /// </summary>
    public static async Task<LayoutContent> UnpackAsync(string archive, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        try
        {
            await using var file = File.OpenRead(archive);
            await using var reader = new TarReader(new Limited(file, archive, MostArchiveBytes));
            for (var entries = 0; await reader.GetNextEntryAsync(copyData: false, cancellation) is { } entry; entries++)
            {
                if (entries == MostEntries)
                {
                    throw new TrestleException(LayerErrors.TooLarge(archive, "the archive", $"{MostEntries:N0} entries"));
                }

                await UnpackAsync(entry, archive, folder, cancellation);
            }
        }
        catch (Exception broken) when (Archives.IsBroken(broken))
        {
            throw new TrestleException(OciErrors.BrokenImage(archive, broken.Message), ExitCode.Mistake, broken);
        }

        return IsLayout(folder)
            ? new LayoutContent(folder, archive)
            : throw new TrestleException(OciErrors.BrokenImage(archive, $"it has no '{Marker}'"));
    }

    /// <summary>The descriptor for a platform in the layout's index.</summary>
    public Descriptor Top(ImagePlatform wanted)
    {
        var file = new FileInfo(Path.Combine(folder, IndexFile));
        if (!file.Exists || file.Length > MostDocumentBytes)
        {
            throw new TrestleException(
                OciErrors.BrokenImage(name, $"it has no '{IndexFile}', or one of more than {MostDocumentBytes:N0} bytes"));
        }

        return BaseReader.Choose(this, OciJson.Read<ImageIndex>(File.ReadAllBytes(file.FullName), name), wanted);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(Descriptor what, CancellationToken cancellation)
    {
        var blob = Path.Combine(folder, "blobs", "sha256", what.Digest.ToString());
        return File.Exists(blob)
            ? Task.FromResult<Stream>(File.OpenRead(blob))
            : throw new TrestleException(OciErrors.BrokenImage(name, $"it lacks {OciJson.Digest(what.Digest)}"));
    }

    private static async Task UnpackAsync(TarEntry entry, string archive, string folder, CancellationToken cancellation)
    {
        if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
        {
            return;
        }

        var path = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            || path.StartsWith('/') || path.Split('/').Contains(".."))
        {
            throw new TrestleException(
                OciErrors.BrokenImage(
                    archive, $"it has an entry that does not belong to a layout: '{Archives.Printable(entry.Name)}' ({entry.EntryType})"));
        }

        // What other tools add (repositories, manifest.json) adds nothing to the index.
        if (path is not (Marker or IndexFile) && !Blob().IsMatch(path))
        {
            return;
        }

        await using var to = new FileStream(Path.Combine(folder, path), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        if (entry.DataStream is { } content)
        {
            await content.CopyToAsync(to, cancellation);
        }
    }

    [GeneratedRegex(@"\Ablobs/sha256/[0-9a-f]{64}\z")]
    private static partial Regex Blob();
}
