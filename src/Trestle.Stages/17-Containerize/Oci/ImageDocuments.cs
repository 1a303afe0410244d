using System.Text.Json.Serialization;

namespace Trestle.Stages.Containerize.Oci;

/// <summary>A piece of content, its digest and its length (OCI image specification 1.1, descriptor.md).</summary>
public sealed record Descriptor(string MediaType, ContentHash Digest, long Size)
{
    /// <summary>The platform; only in an index of several.</summary>
    public ImagePlatform? Platform { get; init; }

    /// <summary>Facts about it, by name.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

/// <summary>A platform: <c>linux</c>, <c>amd64</c>.</summary>
public sealed record ImagePlatform(string Os, string Architecture)
{
    /// <summary>A finer kind, such as <c>v8</c>.</summary>
    public string? Variant { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Os}/{Architecture}{(Variant is null ? "" : $"/{Variant}")}";
}

/// <summary>An image: its configuration and its layers, the lowest first (manifest.md).</summary>
internal sealed record ImageManifest
{
    public int SchemaVersion { get; init; } = 2;
    public string? MediaType { get; init; }
    public required Descriptor Config { get; init; }
    public required IReadOnlyList<Descriptor> Layers { get; init; }
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

/// <summary>Several images, or indexes of them (image-index.md).</summary>
internal sealed record ImageIndex
{
    public int SchemaVersion { get; init; } = 2;
    public string? MediaType { get; init; }
    public required IReadOnlyList<Descriptor> Manifests { get; init; }
}

/// <summary>How an image is run and what its layers are when unpacked (config.md).</summary>
public sealed record ImageConfig
{
    public string? Created { get; init; }
    public required string Architecture { get; init; }
    public string? Variant { get; init; }
    public required string Os { get; init; }
    public RunConfig? Config { get; init; }

    [JsonPropertyName("rootfs")]
    public required RootFileSystem Root { get; init; }

    public IReadOnlyList<HistoryEntry>? History { get; init; }
}

/// <summary>How a container of the image starts.</summary>
public sealed record RunConfig
{
    [JsonPropertyName("User")]
    public string? User { get; init; }

    [JsonPropertyName("ExposedPorts")]
    public IReadOnlyDictionary<string, object>? ExposedPorts { get; init; }

    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Env { get; init; }

    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }

    [JsonPropertyName("Labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    /// <summary>Docker's own field, which OCI does not define: Docker reads it, podman only from images in Docker's format.</summary>
    [JsonPropertyName("Healthcheck")]
    public HealthProbe? Healthcheck { get; init; }
}

/// <summary>A command that exits with 0 while the container is healthy; times in nanoseconds.</summary>
public sealed record HealthProbe(
    [property: JsonPropertyName("Test")] IReadOnlyList<string> Test,
    [property: JsonPropertyName("Interval")] long Interval,
    [property: JsonPropertyName("Timeout")] long Timeout,
    [property: JsonPropertyName("StartPeriod")] long StartPeriod,
    [property: JsonPropertyName("Retries")] int Retries);

/// <summary>The digests of the unpacked layers, the lowest first.</summary>
public sealed record RootFileSystem(string Type, [property: JsonPropertyName("diff_ids")] IReadOnlyList<ContentHash> DiffIds);

/// <summary>How a layer was made.</summary>
public sealed record HistoryEntry
{
    public string? Created { get; init; }

    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    public string? Comment { get; init; }

    [JsonPropertyName("empty_layer")]
    public bool? EmptyLayer { get; init; }
}
