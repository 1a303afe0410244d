using System.Globalization;

using Trestle.Learners.Packages;
using Trestle.Stages.Containerize.Bases;
using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;

namespace Trestle.Stages.Containerize.Images;

/// <summary>What the image contains.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Package">The package.</param>
/// <param name="Created">The time to write into the image.</param>
public sealed record ImageSubject(string Model, int Version, ModelPackage Package, DateTimeOffset Created);

/// <summary>An image: a base, the layers on it and how it is run. The same parts give the same bytes and so the same digest.</summary>
public sealed class BuiltImage
{
    /// <summary>The port that the host listens on.</summary>
    public const int Port = 8080;

    /// <summary>User and group of the host: a number that no machine assigns, so that an engine can tell that it is not root.</summary>
    public const string User = "10001:10001";

    private const string Prefix = "org.opencontainers.image.";
    private const string SearchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const long Second = 1_000_000_000;

    /// <summary>Without its diagnostics port the runtime writes nothing to /tmp, so the root may be read-only.</summary>
    private static readonly string[] Environment = ["DOTNET_EnableDiagnostics=0", "DOTNET_RUNNING_IN_CONTAINER=true"];

    public BuiltImage(ImageSubject subject, BaseImage foundation, DotnetRuntime runtime, IReadOnlyList<ImageLayer> added)
    {
        Subject = subject;
        Base = foundation;
        Added = added;
        Layers = [.. foundation.Layers, .. added];
        Labels = LabelsOf(subject, foundation);
        Run = RunOf(foundation.Config.Config, runtime, Labels);
        Config = OciJson.Write(new ImageConfig
        {
            Created = Time(subject.Created),
            Architecture = foundation.Config.Architecture,
            Variant = foundation.Config.Variant,
            Os = foundation.Config.Os,
            Config = Run,
            Root = new RootFileSystem("layers", [.. Layers.Select(layer => layer.DiffId)]),
            History =
            [
                .. HistoryOf(foundation),
                .. added.Select(
                    layer => new HistoryEntry
                    {
                        Created = Time(subject.Created), CreatedBy = "trestle containerize", Comment = layer.Name,
                    }),
            ],
        });
        ConfigBlob = new Descriptor(MediaTypes.Config, ContentHash.Of(Config), Config.Length);
        Manifest = OciJson.Write(
            new ImageManifest
            {
                MediaType = MediaTypes.Manifest,
                Config = ConfigBlob,
                Layers = [.. Layers.Select(layer => layer.Blob)],
                Annotations = Labels,
            });
        ManifestBlob = new Descriptor(MediaTypes.Manifest, ContentHash.Of(Manifest), Manifest.Length);
    }

    /// <summary>What it contains.</summary>
    public ImageSubject Subject { get; }

    /// <summary>Its base.</summary>
    public BaseImage Base { get; }

    /// <summary>The layers on the base: the runtime unless the base has it, the host, the package.</summary>
    public IReadOnlyList<ImageLayer> Added { get; }

    /// <summary>All layers, the lowest first.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; }

    /// <summary>Facts about it by name: the labels of the configuration and the annotations of the manifest.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>How a container of it starts.</summary>
    public RunConfig Run { get; }

    /// <summary>The configuration's bytes.</summary>
    public byte[] Config { get; }

    /// <summary>The descriptor of the configuration.</summary>
    public Descriptor ConfigBlob { get; }

    /// <summary>The manifest's bytes.</summary>
    public byte[] Manifest { get; }

    /// <summary>The descriptor of the manifest; its digest names the image.</summary>
    public Descriptor ManifestBlob { get; }

    /// <summary>Bytes that are stored or sent.</summary>
    public long Size => Layers.DistinctBy(layer => layer.Blob.Digest).Sum(layer => layer.Blob.Size) + ConfigBlob.Size + ManifestBlob.Size;

    private static SortedDictionary<string, string> LabelsOf(ImageSubject subject, BaseImage foundation)
    {
        var manifest = subject.Package.Manifest;
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [$"{Prefix}title"] = subject.Model,
            [$"{Prefix}description"] = $"Answers requests with the predictions of {subject.Model} version {subject.Version} "
                + $"({manifest.Task.ToString().ToLowerInvariant()}, {manifest.Learner})",
            [$"{Prefix}version"] = $"{subject.Version}",
            [$"{Prefix}created"] = Time(subject.Created),
            ["dev.trestle.package"] = $"{subject.Package.Hash}",
            ["dev.trestle.code"] = manifest.Code,
        };
        if (foundation.Digest is { } digest)
        {
            labels[$"{Prefix}base.digest"] = OciJson.Digest(digest);
        }

        if (foundation.Name is { } name)
        {
            labels[$"{Prefix}base.name"] = name;
        }

        return labels;
    }

    private static RunConfig RunOf(RunConfig? inherited, DotnetRuntime runtime, IReadOnlyDictionary<string, string> labels)
    {
        var set = Environment.Select(Name).ToHashSet();
        string[] environment = [.. (inherited?.Env ?? [SearchPath]).Where(entry => !set.Contains(Name(entry))), .. Environment];
        return new RunConfig
        {
            User = User,
            ExposedPorts = new Dictionary<string, object> { [$"{Port}/tcp"] = new Dictionary<string, string>() },
            Env = environment,
            Entrypoint = [runtime.Program, HostFiles.Program, "--package", HostFiles.Package, "--host", "0.0.0.0", "--port", $"{Port}"],
            WorkingDir = $"/{HostFiles.Folder}",
            Labels = labels,
            StopSignal = "SIGTERM",
            Healthcheck = new HealthProbe(
                ["CMD", runtime.Program, HostFiles.Program, "--check", $"{Port}"], 30 * Second, 5 * Second, 10 * Second, 3),
        };
    }

    private static string Name(string entry) => entry.Split('=')[0];

    /// <summary>The base's own history when it covers all its layers.</summary>
    private static IEnumerable<HistoryEntry> HistoryOf(BaseImage foundation) =>
        foundation.Config.History is { } history && history.Count(entry => entry.EmptyLayer != true) == foundation.Layers.Count
            ? history
            : foundation.Layers.Select(layer => new HistoryEntry { CreatedBy = layer.Name });

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
