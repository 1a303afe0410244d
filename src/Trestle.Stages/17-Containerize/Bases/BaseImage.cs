using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;

namespace Trestle.Stages.Containerize.Bases;

/// <summary>What an image stands on.</summary>
/// <param name="Name">Its name in a registry; null for what has none there.</param>
/// <param name="Digest">The digest of its manifest or index; null for a folder.</param>
/// <param name="Config">How it is run, and for which machine it is.</param>
/// <param name="Layers">Its layers, all in the store.</param>
/// <param name="Files">What is in it: paths without a leading slash.</param>
/// <param name="TakesAway">Whether an upper layer takes away files of a lower one.</param>
public sealed record BaseImage(string? Name, ContentHash? Digest, ImageConfig Config, IReadOnlyList<ImageLayer> Layers, IReadOnlyCollection<string> Files, bool TakesAway)
{
    /// <summary>For which machine it is.</summary>
    public ImagePlatform Platform => new(Config.Os, Config.Architecture) { Variant = Config.Variant };

    /// <summary>What it is, for the record: without the paths of this machine.</summary>
    public string Describe() => Name is { } name ? name
        : Digest is { } digest ? OciJson.Digest(digest)
        : $"root file system {OciJson.Digest(Layers[0].DiffId)}";
}
