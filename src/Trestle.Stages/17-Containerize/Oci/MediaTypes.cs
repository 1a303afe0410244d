namespace Trestle.Stages.Containerize.Oci;

/// <summary>Media types of OCI and Docker, which are read alike.</summary>
internal static class MediaTypes
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Config = "application/vnd.oci.image.config.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";
    public const string GzipLayer = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";

    private const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    private const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";
    private const string DockerGzipLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>Whether it is an image.</summary>
    public static bool IsManifest(string type) => type is Manifest or DockerManifest;

    /// <summary>Whether it names images.</summary>
    public static bool IsIndex(string type) => type is Index or DockerIndex;

    /// <summary>Whether it is the configuration of a container image.</summary>
    public static bool IsConfig(string type) => type is Config or DockerConfig;

    /// <summary>The OCI name of a layer's kind; null for one that cannot be read here (zstd, encrypted, foreign).</summary>
    public static string? OfLayer(string type) => type switch
    {
        Layer or DockerLayer => Layer,
        GzipLayer or DockerGzipLayer => GzipLayer,
        _ => null,
    };
}
