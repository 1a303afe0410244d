using System.Globalization;
using Trestle.Learners.Packages;
using Trestle.Stages.Containerize.Bases;
using Trestle.Stages.Containerize.Images;
using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;
using Trestle.Stages.Containerize.Recipes;
using Trestle.Stages.Containerize.Registries;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Stages.Containerize;

/// <summary>Which version to make an image of, and where to put it.</summary>
/// <param name="Version">A version's number, or an alias such as champion.</param>
public sealed record ImageRequest(string Version)
{
    /// <summary>The base; null for the configuration's.</summary>
    public string? Base { get; init; }

    /// <summary>The output format; by default an archive, or nothing when the image is only pushed.</summary>
    public string? Format { get; init; }

    /// <summary>The file or folder to write; null for one in the project.</summary>
    public string? Output { get; init; }

    /// <summary>The name in a registry to push it to; null for no push.</summary>
    public string? Push { get; init; }
}

/// <summary>The result.</summary>
/// <param name="Image">The image; without reference and archive when only a context was written.</param>
/// <param name="Places">Where it is, in each form.</param>
public sealed record ImageResult(ContainerImage Image, IReadOnlyList<ImageOutcome> Places);

/// <summary>Stage 17: makes a container image of the scoring host with a registered version, without a container engine.</summary>
/// <param name="project">The project.</param>
/// <param name="records">Its records.</param>
/// <param name="hostFolder">Where the scoring host's files are.</param>
/// <param name="variable">The environment: SOURCE_DATE_EPOCH and the registry credentials.</param>
/// <param name="clock">For pauses between attempts.</param>
public sealed class ContainerizeStage(
    Project project, RecordStore records, string hostFolder, Func<string, string?> variable, TimeProvider clock)
{
    /// <summary>Which of the 22 stages this is.</summary>
    public static Stage Stage => Stage.Containerize;

    /// <summary>
    /// Makes the image and writes it. When an engine can name it, it is recorded in a file for stage 18 and in the audit log.
    /// </summary>
    public async Task<ImageResult> RunAsync(ImageRequest request, string who, Action<double, string> report, CancellationToken cancellation)
    {
        var recipes = Recipes(request);
        var named = request.Base
            ?? project.For(Stage).Read(ContainerizeSettings.Section).Base
            ?? throw new TrestleException(ContainerizeErrors.NoBase());
        if (!File.Exists(Path.Combine(hostFolder, HostFiles.Configuration)))
        {
            throw new TrestleException(HostingErrors.NoHost(hostFolder));
        }

        try
        {
            var registries = new RegistryClients(request.Push is { } push ? ImageReference.Parse(push)?.Host : null, variable, clock);
            var (subject, package) = await SubjectAsync(request.Version, cancellation);
            var image = await BuildAsync(
                subject, package, request.Base is null ? named : Path.Exists(named) ? Path.GetFullPath(named) : named, registries, report,
                cancellation);
            var places = new List<ImageOutcome>();
            foreach (var (recipe, place) in recipes)
            {
                places.Add(
                    await recipe.WriteAsync(
                        image, new ImageOrder(project, place ?? DefaultPlace(recipe, subject), registries, report), cancellation));
            }

            return new ImageResult(await RecordAsync(image, places, who, cancellation), places);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(
                ContainerizeErrors.CannotWrite(request.Output ?? project.StateFolder, failed.Message), ExitCode.Mistake, failed);
        }
        finally
        {
            project.ClearTempFolders();
        }
    }

    private static List<(IImageRecipe Recipe, string? Place)> Recipes(ImageRequest request)
    {
        var file = RecipeCatalog.Find(request.Format ?? new OciArchive().Name);
        if (request.Push is null)
        {
            return [(file, request.Output)];
        }

        if (ImageReference.Parse(request.Push) is not { Digest: null })
        {
            throw new TrestleException(RecipeErrors.WrongReference(request.Push));
        }

        if (file is ContainerfileContext)
        {
            throw new TrestleException(ContainerizeErrors.NotTogether("--format containerfile and --push"));
        }

        return request.Output is null && request.Format is null
            ? [(new RegistryPush(), request.Push)]
            : [(file, request.Output), (new RegistryPush(), request.Push)];
    }

    private string DefaultPlace(IImageRecipe recipe, ImageSubject subject) =>
        recipe is ContainerfileContext
            ? project.PathOf($"{subject.Model}-{subject.Version}-image")
            : ContainerImage.ArchiveOf(project, subject.Version);

    /// <summary>The version with its package, whose bytes are those that were registered.</summary>
    private async Task<(ImageSubject Subject, string Package)> SubjectAsync(string asked, CancellationToken cancellation)
    {
        var (model, registry) = (project.For(Stage).Read(Section.Name), new ModelRegistry(project, records));
        var file = await registry.PackageOfAsync(asked, cancellation);
        var number = await registry.ResolveAsync(model, asked, cancellation)
            ?? throw new TrestleException(RegistryErrors.NoVersion(model, asked, [ModelRegistry.Champion]));
        var version = (await records.VersionsAsync(model, cancellation)).Single(version => version.Version == number);
        if (!File.Exists(file))
        {
            throw new TrestleException(ContainerizeErrors.OtherPackage(file, number), ExitCode.Refused);
        }

        await using (var bytes = File.OpenRead(file))
        {
            if (await ContentHash.OfAsync(bytes, cancellation) != version.Package)
            {
                throw new TrestleException(ContainerizeErrors.OtherPackage(file, number), ExitCode.Refused);
            }
        }

        return (new ImageSubject(model, number, ModelPackage.Open(file), Epoch() ?? version.CreatedAt), file);
    }

    /// <summary>The time for reproducible builds (reproducible-builds.org/specs/source-date-epoch).</summary>
    private DateTimeOffset? Epoch()
    {
        const long Last = 253_402_300_799;
        return variable("SOURCE_DATE_EPOCH") is not { Length: > 0 } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= Last
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new TrestleException(ContainerizeErrors.WrongEpoch(text));
    }

    private async Task<BuiltImage> BuildAsync(
        ImageSubject subject, string package, string named, RegistryClients registries, Action<double, string> report,
        CancellationToken cancellation)
    {
        var foundation = await BaseCatalog.ReadAsync(named, project, registries, report, cancellation);
        var runtime = DotnetRuntime.Find(foundation, hostFolder, DotnetRuntime.Running());
        var maker = new LayerBuilder(project);
        var added = new List<ImageLayer>();
        async Task AddAsync(double done, string name, IEnumerable<TarItem> items)
        {
            report(done, $"making the layer {name}");
            added.Add(await maker.MakeAsync(name, TarItem.WithFolders(items), cancellation));
        }

        if (runtime.Items.Count > 0)
        {
            await AddAsync(0.3, "runtime", runtime.Items);
        }

        await AddAsync(0.7, "host", HostFiles.Of(hostFolder, subject.Package.Model));
        await AddAsync(0.8, "package", [TarItem.File(HostFiles.Package[1..], package)]);
        return new BuiltImage(subject, foundation, runtime, added);
    }

    private async Task<ContainerImage> RecordAsync(BuiltImage image, List<ImageOutcome> places, string who, CancellationToken cancellation)
    {
        var known = places.LastOrDefault(place => place.Reference is not null);
        var made = new ContainerImage
        {
            Model = image.Subject.Model,
            Version = image.Subject.Version,
            Package = image.Subject.Package.Hash,
            Digest = OciJson.Digest(image.ManifestBlob.Digest),
            Reference = known?.Reference ?? "",
            Archive = known?.Archive,
            Base = image.Base.Describe(),
            Platform = image.Base.Platform.ToString(),
            Size = image.Size,
            Layers =
            [
                .. image.Layers.Select(layer => new ImageLayerRecord(layer.Name, OciJson.Digest(layer.Blob.Digest), layer.Blob.Size)),
            ],
            Created = image.Subject.Created,
        };
        if (known is not null)
        {
            made.Write(project);
            var evidence = Documents.Write(new { made.Digest, made.Base, made.Package, Places = places.Select(place => place.Place) });
            await records.Audit.AppendAsync(
                new AuditNote(
                    who, "containerize", $"{made.Model}/{made.Version}", $"made {made.Reference}",
                    System.Text.Encoding.UTF8.GetString(evidence)),
                cancellation);
        }

        return made;
    }
}
