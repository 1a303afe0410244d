using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Files;

namespace Trestle.Stages.Containerize;

/// <summary>A layer of an image, as recorded.</summary>
/// <param name="Name">What it contains: base, runtime, host, package.</param>
/// <param name="Digest">The digest of its packed content, <c>sha256:…</c>.</param>
/// <param name="Bytes">The size of its packed content.</param>
public sealed record ImageLayerRecord(string Name, string Digest, long Bytes);

/// <summary>An image made from a version: the artifact of this stage, <c>oci-image</c>.</summary>
public sealed record ContainerImage
{
    public required string Model { get; init; }
    public required int Version { get; init; }

    /// <summary>The hash of the package's contents, as the host reports it.</summary>
    public required ContentHash Package { get; init; }

    /// <summary>The digest of the manifest, <c>sha256:…</c>: the permanent name of the image.</summary>
    public required string Digest { get; init; }

    /// <summary>How a container engine names it: by digest in a registry, or by its tag once the archive is loaded.</summary>
    public required string Reference { get; init; }

    /// <summary>The archive to load it from; null when it is in a registry.</summary>
    public string? Archive { get; init; }

    /// <summary>Its base.</summary>
    public required string Base { get; init; }

    /// <summary>Its platform: linux/amd64.</summary>
    public required string Platform { get; init; }

    /// <summary>Bytes that are stored or sent: all packed layers, the configuration and the manifest.</summary>
    public required long Size { get; init; }

    public required IReadOnlyList<ImageLayerRecord> Layers { get; init; }

    /// <summary>The time written into the image; not the time at which it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>
    /// The file that records a version's last image. The project's name, which is the model's, consists of letters, digits, '-' and '_'
    /// only (TR0024), so the path cannot leave the folder.
    /// </summary>
    public static string FileOf(Project project, int version) =>
        Path.Combine(Folder(project), $"{project.For(Stage.Containerize).Read(Section.Name)}-{version}.json");

    /// <summary>The default path of an image's archive.</summary>
    internal static string ArchiveOf(Project project, int version) =>
        Path.Combine(Folder(project), $"{project.For(Stage.Containerize).Read(Section.Name)}-{version}.oci.tar");

    /// <summary>Records the image; replaces the earlier record of the same version.</summary>
    internal void Write(Project project)
    {
        Directory.CreateDirectory(Folder(project));
        AtomicFile.Write(FileOf(project, Version), temporary => File.WriteAllBytes(temporary, Documents.WriteReadable(this)));
    }

    private static string Folder(Project project) => Path.Combine(project.StateFolder, "images");
}
