using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Containerize.Bases;

/// <summary>Copies an image with all its layers into the store. Every digest is computed and compared.</summary>
internal sealed class BaseReader(Project project, Action<double, string> report)
{
    private const int MostDocumentBytes = 4 << 20;
    private const long MostLayerBytes = 16L << 30;
    private const int MostLayers = 200;
    private const int MostIndexes = 3;
    private const int BufferBytes = 1 << 17;
    private const int MostTries = 3;

    /// <summary>The image behind a manifest or an index, for this platform.</summary>
    public async Task<BaseImage> ReadAsync(
        IImageContent content, string? name, Descriptor top, ImagePlatform wanted, CancellationToken cancellation)
    {
        var manifest = await ManifestAsync(content, top, wanted, cancellation);
        if (!MediaTypes.IsConfig(manifest.Config.MediaType) || manifest.Layers.Count is 0 or > MostLayers)
        {
            throw new TrestleException(
                OciErrors.BrokenImage(
                    content.Name, $"it is not a container image: {manifest.Config.MediaType} with {manifest.Layers.Count} layers"));
        }

        var config = OciJson.Read<ImageConfig>(await DocumentAsync(content, manifest.Config, cancellation), content.Name);
        if (config.Os != wanted.Os || config.Root.DiffIds.Count != manifest.Layers.Count)
        {
            throw new TrestleException(
                OciErrors.BrokenImage(
                    content.Name,
                    $"it is for {config.Os}, with {config.Root.DiffIds.Count} unpacked and {manifest.Layers.Count} packed layers"));
        }

        var files = new LayerReader(content.Name);
        var layers = new List<ImageLayer>();
        foreach (var (layer, diffId) in manifest.Layers.Zip(config.Root.DiffIds))
        {
            var type = MediaTypes.OfLayer(layer.MediaType)
                ?? throw new TrestleException(BaseErrors.UnknownLayer(content.Name, Archives.Printable(layer.MediaType)));
            await TakeAsync(content, layer, $"layer {layers.Count + 1} of {manifest.Layers.Count} of the base", cancellation);
            await files.ReadAsync(project.Store.PathOf(layer.Digest), type, diffId, cancellation);
            layers.Add(new ImageLayer("base", new Descriptor(type, layer.Digest, layer.Size), diffId));
        }

        return new BaseImage(name, top.Digest, config, layers, files.Files, files.TakesAway);
    }

    /// <summary>A document of at most 4 MiB with the expected digest.</summary>
    private static async Task<byte[]> DocumentAsync(IImageContent content, Descriptor what, CancellationToken cancellation)
    {
        CheckSize(content, what, MostDocumentBytes);
        await using var stream = await content.OpenAsync(what, cancellation);
        using var bytes = new MemoryStream();
        try
        {
            await new Limited(stream, content.Name, MostDocumentBytes).CopyToAsync(bytes, cancellation);
        }
        catch (IOException broken)
        {
            throw new TrestleException(BaseErrors.BrokeOff(content.Name, broken.Message), ExitCode.Mistake, broken);
        }

        var document = bytes.ToArray();
        Check(content, what, ContentHash.Of(document), document.Length);
        return document;
    }

    private static void CheckSize(IImageContent content, Descriptor what, long most)
    {
        if (what.Size < 0 || what.Size > most)
        {
            throw new TrestleException(
                LayerErrors.TooLarge(content.Name, $"{Archives.Printable(what.MediaType)} of {what.Size:N0} bytes", $"{most:N0} bytes"));
        }
    }

    private static void Check(IImageContent content, Descriptor what, ContentHash found, long bytes)
    {
        // A registry is asked for a digest before it has reported the size.
        if (found != what.Digest || (what.Size > 0 && bytes != what.Size))
        {
            throw new TrestleException(
                LayerErrors.WrongDigest(
                    content.Name, Archives.Printable(what.MediaType), $"{OciJson.Digest(what.Digest)} of {what.Size:N0} bytes",
                    $"{OciJson.Digest(found)} of {bytes:N0}"));
        }
    }

    /// <summary>Follows indexes down to the image for the platform. Digests are checked at each step, so there are no cycles.</summary>
    private static async Task<ImageManifest> ManifestAsync(
        IImageContent content, Descriptor top, ImagePlatform wanted, CancellationToken cancellation)
    {
        var at = top;
        for (var depth = 0; depth <= MostIndexes; depth++)
        {
            var document = await DocumentAsync(content, at, cancellation);
            var type = OciJson.Read<TypedDocument>(document, content.Name).MediaType ?? at.MediaType;
            if (MediaTypes.IsManifest(type))
            {
                return OciJson.Read<ImageManifest>(document, content.Name);
            }

            if (!MediaTypes.IsIndex(type))
            {
                throw new TrestleException(
                    OciErrors.BrokenImage(content.Name, $"it has '{Archives.Printable(type)}' where an image should be"));
            }

            at = Choose(content, OciJson.Read<ImageIndex>(document, content.Name), wanted);
        }

        throw new TrestleException(OciErrors.BrokenImage(content.Name, $"more than {MostIndexes} nested indexes"));
    }

    /// <summary>The image of an index for the platform, or the only one.</summary>
    public static Descriptor Choose(IImageContent content, ImageIndex index, ImagePlatform wanted)
    {
        Descriptor[] fit =
        [
            .. index.Manifests.Where(
                entry => entry.Platform is { } platform && platform.Os == wanted.Os && platform.Architecture == wanted.Architecture),
        ];
        return fit.Length > 0 ? fit[0]
            : index.Manifests is [{ Platform: null } only] ? only
            : throw new TrestleException(
                BaseErrors.NoPlatform(
                    content.Name, $"{wanted}",
                    [.. index.Manifests.Select(entry => Archives.Printable($"{entry.Platform?.ToString() ?? "unknown"}")).Distinct()]));
    }

    private async Task TakeAsync(IImageContent content, Descriptor what, string title, CancellationToken cancellation)
    {
        CheckSize(content, what, MostLayerBytes);
        if (project.Store.IsWhole(what.Digest) && new FileInfo(project.Store.PathOf(what.Digest)).Length == what.Size)
        {
            return;
        }

        var file = Path.Combine(project.NewTempFolder(), "layer");
        for (var tries = 1; !await CopyAsync(content, what, title, file, last: tries == MostTries, cancellation); tries++)
        {
            File.Delete(file);
        }

        var bytes = new FileInfo(file).Length;
        await using (var written = File.OpenRead(file))
        {
            Check(content, what, await ContentHash.OfAsync(written, cancellation), bytes);
        }

        project.Store.PutFile(file);
    }

    /// <summary>Copies content into a file; false when the connection broke off, which may be retried.</summary>
    private async Task<bool> CopyAsync(
        IImageContent content, Descriptor what, string title, string file, bool last, CancellationToken cancellation)
    {
        await using var from = new Limited(await content.OpenAsync(what, cancellation), content.Name, what.Size);
        await using var to = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            int read;
            try
            {
                read = await from.ReadAsync(buffer, cancellation);
            }
            catch (IOException broken)
            {
                return last
                    ? throw new TrestleException(BaseErrors.BrokeOff(content.Name, broken.Message), ExitCode.Mistake, broken)
                    : false;
            }

            if (read == 0)
            {
                return true;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            report((double)from.Position / what.Size, title);
        }
    }

    private sealed record TypedDocument
    {
        public string? MediaType { get; init; }
    }
}
