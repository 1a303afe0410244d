using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Trestle.Tests.Stages.Containerize;

/// <summary>A file of a layer to be made: what its name ends with says what it is ('/' a folder), a target makes it a link.</summary>
internal sealed record Entry(string Name, string Content = "", string? Target = null, TarEntryType? Type = null);

/// <summary>An image that stands for a base: its documents and layers by their digests, to be damaged at will.</summary>
internal sealed class SampleImage
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string IndexType = "application/vnd.oci.image.index.v1+json";

    /// <summary>Content by its digest as it is named; what is there need not be what the name says.</summary>
    public Dictionary<string, byte[]> Blobs { get; } = [];

    /// <summary>The index.</summary>
    public byte[] Index { get; set; } = [];

    /// <summary>The digest of the manifest.</summary>
    public string Digest { get; private set; } = "";

    /// <summary>Digests of the packed layers.</summary>
    public List<string> LayerDigests { get; } = [];

    /// <summary>Files that make a base one that has the runtime.</summary>
    public static Entry[] Runtime { get; } =
    [
        new("etc/passwd", "root:x:0:0::/:/bin/false\n"),
        new("usr/share/dotnet/dotnet", "the launcher"),
        new("usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.3/System.Private.CoreLib.dll", "core"),
        new("usr/share/dotnet/shared/Microsoft.AspNetCore.App/10.0.3/Microsoft.AspNetCore.dll", "web"),
    ];

    /// <summary>An image of some layers for linux on this kind of processor, unless another is named.</summary>
    public static SampleImage Of(params Entry[][] layers) => Of(Architecture, [.. layers.Select(Tar)]);

    public static SampleImage Of(string architecture, params byte[][] layers)
    {
        var image = new SampleImage();
        image.LayerDigests.AddRange(layers.Select(layer => image.Add(Gzip(layer))));
        var config = image.Add(
            Json(new { architecture, os = "linux", rootfs = new { type = "layers", diff_ids = layers.Select(DigestOf) } }));
        image.Describe(config, "application/vnd.oci.image.layer.v1.tar+gzip");
        return image;
    }

    /// <summary>The name that images give this machine's processor.</summary>
    public static string Architecture => Trestle.Stages.Containerize.Bases.BaseCatalog.Wanted.Architecture;

    /// <summary>Writes manifest and index anew.</summary>
    public void Describe(string config, string layerType)
    {
        var manifest = Json(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new { mediaType = "application/vnd.oci.image.config.v1+json", digest = config, size = Blobs[config].Length },
            layers = LayerDigests.Select(digest => new { mediaType = layerType, digest, size = Blobs[digest].Length }),
        });
        Digest = Add(manifest);
        Index = Json(
            new
            {
                schemaVersion = 2,
                mediaType = IndexType,
                manifests = new[] { new { mediaType = ManifestType, digest = Digest, size = manifest.Length } },
            });
    }

    /// <summary>Puts indexes before the image, each naming the next.</summary>
    public SampleImage Nested(int indexes)
    {
        for (var i = 0; i < indexes; i++)
        {
            var digest = Add(Index);
            Index = Json(
                new
                {
                    schemaVersion = 2,
                    mediaType = IndexType,
                    manifests = new[] { new { mediaType = IndexType, digest, size = Blobs[digest].Length } },
                });
        }

        return this;
    }

    public string Add(byte[] content)
    {
        var digest = DigestOf(content);
        Blobs[digest] = content;
        return digest;
    }

    /// <summary>The image as an archive.</summary>
    public byte[] Archive(params Entry[] more)
    {
        var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            Write(writer, more);
            WriteFile(writer, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}"u8.ToArray());
            WriteFile(writer, "index.json", Index);
            foreach (var (digest, content) in Blobs)
            {
                WriteFile(writer, $"blobs/sha256/{digest[7..]}", content);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Tar(params Entry[] entries)
    {
        var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            Write(writer, entries);
        }

        return bytes.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }

    public static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    public static byte[] Json<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document);

    private static void Write(TarWriter writer, Entry[] entries)
    {
        foreach (var entry in entries)
        {
            var type = entry.Type
                ?? (
                    entry.Target is not null ? TarEntryType.SymbolicLink
                        : entry.Name.EndsWith('/') ? TarEntryType.Directory
                        : TarEntryType.RegularFile);
            var made = new PaxTarEntry(type, entry.Name);
            if (type == TarEntryType.RegularFile)
            {
                made.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(entry.Content));
            }

            if (entry.Target is not null)
            {
                made.LinkName = entry.Target;
            }

            writer.WriteEntry(made);
        }
    }

    private static void WriteFile(TarWriter writer, string name, byte[] content) =>
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
}
