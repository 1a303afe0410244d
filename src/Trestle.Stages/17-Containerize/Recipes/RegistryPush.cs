using Trestle.Stages.Containerize.Images;
using Trestle.Stages.Containerize.Oci;
using Trestle.Stages.Containerize.Registries;

namespace Trestle.Stages.Containerize.Recipes;

/// <summary>Pushes the image to a registry. Content that is already there is not sent again.</summary>
internal sealed class RegistryPush : IImageRecipe
{
    /// <inheritdoc/>
    public string Name => "push";

    /// <inheritdoc/>
    public async Task<ImageOutcome> WriteAsync(BuiltImage image, ImageOrder order, CancellationToken cancellation)
    {
        if (ImageReference.Parse(order.Place) is not { Digest: null } asked)
        {
            throw new TrestleException(RecipeErrors.WrongReference(order.Place));
        }

        var reference = asked.Tagged(asked.Tag ?? $"{image.Subject.Version}");
        using var registry = order.Registries.Open(reference);
        foreach (var layer in image.Layers.DistinctBy(layer => layer.Blob.Digest))
        {
            await registry.PushAsync(
                layer.Blob, order.Project.Store.PathOf(layer.Blob.Digest), share => order.Report(share, $"pushing the layer {layer.Name}"),
                cancellation);
        }

        // The configuration is sent from the store like all other content.
        order.Project.Store.Put(image.Config);
        await registry.PushAsync(image.ConfigBlob, order.Project.Store.PathOf(image.ConfigBlob.Digest), _ => { }, cancellation);
        await registry.PublishAsync(image.ManifestBlob, image.Manifest, cancellation);
        return new ImageOutcome($"{reference}", $"{reference.WithoutTag}@{OciJson.Digest(image.ManifestBlob.Digest)}", null);
    }
}
