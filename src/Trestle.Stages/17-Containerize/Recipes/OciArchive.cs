using Trestle.Stages.Containerize.Images;
using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;
using Trestle.Stages.Containerize.Registries;
using Trestle.Storage.Files;

namespace Trestle.Stages.Containerize.Recipes;

/// <summary>One file that podman, docker and skopeo read: a tar of an OCI image layout.</summary>
internal sealed class OciArchive : IImageRecipe
{
    private const int DigitsOfDigest = 12;
    private const string ReferenceName = "org.opencontainers.image.ref.name";
    private const string EngineName = "io.containerd.image.name";

    /// <inheritdoc/>
    public string Name => "oci";

    /// <inheritdoc/>
    public Task<ImageOutcome> WriteAsync(BuiltImage image, ImageOrder order, CancellationToken cancellation)
    {
        // An engine keeps images under the names it knows, so another image of the same version has another name.
        var tag = $"{image.Subject.Version}-{image.ManifestBlob.Digest.ToString()[..DigitsOfDigest]}";
        var reference = $"localhost/{ImageReference.NameOf(image.Subject.Model)}:{tag}";
        var named = image.ManifestBlob with
        {
            Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal) { [ReferenceName] = tag, [EngineName] = reference },
        };
        TarItem[] items =
        [
            TarItem.Bytes("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}"u8.ToArray()),
            TarItem.Bytes("index.json", OciJson.Write(new ImageIndex { MediaType = MediaTypes.Index, Manifests = [named] })),
            TarItem.Bytes(PathOf(image.ManifestBlob), image.Manifest),
            TarItem.Bytes(PathOf(image.ConfigBlob), image.Config),
            .. image.Layers.DistinctBy(layer => layer.Blob.Digest)
                .Select(layer => TarItem.File(PathOf(layer.Blob), order.Project.Store.PathOf(layer.Blob.Digest))),
        ];
        order.Report(0.9, "writing the archive");
        var file = Path.GetFullPath(order.Place);
        AtomicFile.WriteStream(
            file, stream => TarItem.WriteAsync(TarItem.WithFolders(items), stream, cancellation).GetAwaiter().GetResult());
        return Task.FromResult(new ImageOutcome(file, reference, file));
    }

    private static string PathOf(Descriptor what) => $"blobs/sha256/{what.Digest}";
}
