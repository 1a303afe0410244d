using System.IO.Compression;
using System.Security.Cryptography;

using Trestle.Stages.Containerize.Oci;
using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Files;

namespace Trestle.Stages.Containerize.Layers;

/// <summary>
/// Makes layers. The runtime and the host change rarely and take seconds to compress, so it records which packed content belongs to
/// which unpacked content; the record is used only while the content is intact in the store.
/// </summary>
internal sealed class LayerBuilder(Project project)
{
    private readonly string notes = Path.Combine(project.StateFolder, "images", "layers");

    /// <summary>The layer of some items, written in the given order.</summary>
    public async Task<ImageLayer> MakeAsync(string name, IReadOnlyList<TarItem> items, CancellationToken cancellation)
    {
        var diffId = await HashAsync(items, cancellation);
        if (Known(diffId) is { } known)
        {
            return new ImageLayer(name, known, diffId) { Items = items };
        }

        var file = Path.Combine(project.NewTempFolder(), $"{name}.tar.gz");
        await using (var packed = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            await TarItem.WriteAsync(items, gzip, cancellation);
        }

        var size = new FileInfo(file).Length;
        var blob = new Descriptor(MediaTypes.GzipLayer, project.Store.PutFile(file), size);
        Directory.CreateDirectory(notes);
        AtomicFile.Write(NoteOf(diffId), temporary => File.WriteAllText(temporary, OciJson.Digest(blob.Digest)));
        return new ImageLayer(name, blob, diffId) { Items = items };
    }

    private static async Task<ContentHash> HashAsync(IReadOnlyList<TarItem> items, CancellationToken cancellation)
    {
        using var sha = SHA256.Create();
        await using (var hashing = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
        {
            await TarItem.WriteAsync(items, hashing, cancellation);
        }

        return ContentHash.Parse(Convert.ToHexStringLower(sha.Hash!));
    }

    /// <summary>Another version of .NET may compress differently, so it makes its own layers.</summary>
    private string NoteOf(ContentHash diffId) => Path.Combine(notes, $"{diffId}-{Environment.Version}");

    private Descriptor? Known(ContentHash diffId) =>
        File.Exists(NoteOf(diffId)) && OciJson.TryDigest(File.ReadAllText(NoteOf(diffId))) is { } digest && project.Store.IsWhole(digest)
            ? new Descriptor(MediaTypes.GzipLayer, digest, new FileInfo(project.Store.PathOf(digest)).Length)
            : null;
}
