using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;

namespace Trestle.Stages.Containerize.Bases;

/// <summary>The base of an image.</summary>
/// <param name="Name">Its name in a registry; null when it has none.</param>
/// <param name="Digest">The digest of its manifest or index; null for a folder.</param>
/// <param name="Config">How it is run, and its platform.</param>
/// <param name="Layers">Its layers, all in the store.</param>
/// <param name="Files">Its files: paths without a leading slash.</param>
/// <param name="TakesAway">Whether an upper layer removes files of a lower one.</param>
public sealed record BaseImage(
    string? Name, ContentHash? Digest, ImageConfig Config, IReadOnlyList<ImageLayer> Layers, IReadOnlyCollection<string> Files,
    bool TakesAway)
{
    /// <summary>Its platform.</summary>
    public ImagePlatform Platform => new(Config.Os, Config.Architecture) { Variant = Config.Variant };

    /// <summary>Its description for the records, without paths of this machine.</summary>
    public string Describe() => Name is { } name ? name
        : Digest is { } digest ? OciJson.Digest(digest)
        : $"root file system {OciJson.Digest(Layers[0].DiffId)}";
}
