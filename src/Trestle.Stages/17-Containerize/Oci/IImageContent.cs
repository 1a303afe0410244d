namespace Trestle.Stages.Containerize.Oci;

/// <summary>Where the content of a base comes from: a layout on disk, or a registry.</summary>
internal interface IImageContent
{
    /// <summary>Its name in messages.</summary>
    string Name { get; }

    /// <summary>Opens content by its digest; the reader verifies it.</summary>
    Task<Stream> OpenAsync(Descriptor what, CancellationToken cancellation);
}
