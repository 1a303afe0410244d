using Trestle.Core.Artifacts;

namespace Trestle.Storage.Blobs;

/// <summary>
/// A store of content that several machines share, behind the store of each project. Content is named by its SHA-256, is whole or
/// absent, and never changes. What cannot be used is error TR0069.
/// </summary>
public interface ISharedStore
{
    /// <summary>Its name in messages, never with credentials.</summary>
    string Name { get; }

    /// <summary>Whether it has some content.</summary>
    Task<bool> HasAsync(ContentHash hash, CancellationToken cancellation);

    /// <summary>Stores a file, whose content has this hash. Content that is there already is left as it is.</summary>
    Task SendAsync(ContentHash hash, string file, CancellationToken cancellation);

    /// <summary>Copies content to a new file, unchecked; false, and no file, when it has none of this hash.</summary>
    Task<bool> FetchAsync(ContentHash hash, string file, CancellationToken cancellation);
}
