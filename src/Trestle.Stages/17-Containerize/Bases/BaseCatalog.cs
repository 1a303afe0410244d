using System.Runtime.InteropServices;

using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;
using Trestle.Stages.Containerize.Registries;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Containerize.Bases;

/// <summary>Finds out what kind of base it is, and reads it.</summary>
internal static class BaseCatalog
{
    /// <summary>The platform of the images: Linux on the processor architecture of this machine.</summary>
    public static ImagePlatform Wanted { get; } = new("linux", RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        Architecture.Arm => "arm",
        Architecture.S390x => "s390x",
        Architecture.Ppc64le => "ppc64le",
        var other => other.ToString().ToLowerInvariant(),
    });

    /// <summary>
    /// The named base: a folder with a root file system, a folder or archive with an image layout, or an image of a registry by its
    /// digest. A tag is error TR1702, because it may mean something else tomorrow.
    /// </summary>
    public static async Task<BaseImage> ReadAsync(
        string named, Project project, RegistryClients registries, Action<double, string> report, CancellationToken cancellation)
    {
        var reader = new BaseReader(project, report);
        var path = project.PathOf(named);
        if (Directory.Exists(path))
        {
            report(0, "reading the base");
            return LayoutContent.IsLayout(path)
                ? await ReadAsync(reader, new LayoutContent(path, named), cancellation)
                : await FolderBase.ReadAsync(path, new LayerBuilder(project), Wanted, cancellation);
        }

        if (File.Exists(path))
        {
            report(0, "reading the base");
            return await ReadAsync(reader, await LayoutContent.UnpackAsync(path, project.NewTempFolder(), cancellation), cancellation);
        }

        if (ImageReference.Parse(named) is not { } reference)
        {
            throw new TrestleException(
                BaseErrors.NoBaseThere(
                    named, "there is no such folder or file; an image is written like registry.example.org/name@sha256:…"));
        }

        var digest = reference.Digest ?? throw new TrestleException(BaseErrors.BaseByTag(named, reference.WithoutTag));
        using var registry = registries.Open(reference);
        var top = new Descriptor(MediaTypes.Index, digest, 0);
        return await reader.ReadAsync(registry, $"{reference.WithoutTag}@{OciJson.Digest(digest)}", top, Wanted, cancellation);
    }

    private static Task<BaseImage> ReadAsync(BaseReader reader, LayoutContent layout, CancellationToken cancellation) =>
        reader.ReadAsync(layout, null, layout.Top(Wanted), Wanted, cancellation);
}
