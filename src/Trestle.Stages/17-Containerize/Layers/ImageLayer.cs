using Trestle.Stages.Containerize.Oci;

namespace Trestle.Stages.Containerize.Layers;

/// <summary>A layer whose content is in the project's store.</summary>
/// <param name="Name">What it holds: base, runtime, host, package.</param>
/// <param name="Blob">Its packed content.</param>
/// <param name="DiffId">The hash of its unpacked content.</param>
public sealed record ImageLayer(string Name, Descriptor Blob, ContentHash DiffId)
{
    /// <summary>Its files, if it was made here.</summary>
    public IReadOnlyList<TarItem> Items { get; init; } = [];
}
