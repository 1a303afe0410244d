namespace Trestle.Stages.Containerize.Oci;

/// <summary>Where content of a base comes from: a layout on the disk, or a registry.</summary>
internal interface IImageContent
{
    /// <summary>What it is, for messages.</summary>
    string Name { get; }

    /// <summary>Opens content by its digest; whoever reads it checks it.</summary>
    Task<Stream> OpenAsync(Descriptor what, CancellationToken cancellation);
}
