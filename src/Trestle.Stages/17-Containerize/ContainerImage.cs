using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Files;

namespace Trestle.Stages.Containerize;

/// <summary>A layer of an image, as it is on record.</summary>
/// <param name="Name">What it holds: base, runtime, host, package.</param>
/// <param name="Digest">The digest of its packed content, <c>sha256:…</c>.</param>
/// <param name="Bytes">The size of its packed content.</param>
public sealed record ImageLayerRecord(string Name, string Digest, long Bytes);

/// <summary>An image that was made of a version: the artifact of this stage, <c>oci-image</c>.</summary>
public sealed record ContainerImage
{
    public required string Model { get; init; }
    public required int Version { get; init; }

    /// <summary>The hash of the package's contents, as the host tells it.</summary>
    public required ContentHash Package { get; init; }

    /// <summary>The digest of the manifest, <c>sha256:…</c>: what names the image for good.</summary>
    public required string Digest { get; init; }

    /// <summary>How a container engine names it: by digest in a registry, or by the tag that it has once the archive is loaded.</summary>
    public required string Reference { get; init; }

    /// <summary>The archive to load it from; null when it is in a registry.</summary>
    public string? Archive { get; init; }

    /// <summary>What it stands on.</summary>
    public required string Base { get; init; }

    /// <summary>For which machine it is: linux/amd64.</summary>
    public required string Platform { get; init; }

    /// <summary>Bytes that are stored or sent: all packed layers, the configuration and the manifest.</summary>
    public required long Size { get; init; }

    public required IReadOnlyList<ImageLayerRecord> Layers { get; init; }

    /// <summary>The time that is written into the image; not the one at which it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>
    /// Where the record of a version's last image is. The project's name, which is the model's, is letters, digits, '-' and '_' only
    /// (TR0024), so it leads nowhere else.
    /// </summary>
    public static string FileOf(Project project, int version) => Path.Combine(Folder(project), $"{project.For(Stage.Containerize).Read(Section.Name)}-{version}.json");

    /// <summary>Where an image's archive goes when nothing else is said.</summary>
    internal static string ArchiveOf(Project project, int version) => Path.Combine(Folder(project), $"{project.For(Stage.Containerize).Read(Section.Name)}-{version}.oci.tar");

    /// <summary>Puts it on record; the one before of the same version is replaced.</summary>
    internal void Write(Project project)
    {
        Directory.CreateDirectory(Folder(project));
        AtomicFile.Write(FileOf(project, Version), temporary => File.WriteAllBytes(temporary, Documents.WriteReadable(this)));
    }

    private static string Folder(Project project) => Path.Combine(project.StateFolder, "images");
}
