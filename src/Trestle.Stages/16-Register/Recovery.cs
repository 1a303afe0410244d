using System.Text.Json;

using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Package;
using Trestle.Storage.Records;

namespace Trestle.Stages.Register;

/// <summary>What became of a package file whose version is not on record.</summary>
/// <param name="Version">The version in its name.</param>
/// <param name="File">The file, relative to the project.</param>
/// <param name="Run">The number under which the run that made it is on record again; null when the file was left alone.</param>
/// <param name="Left">Why it was left alone; null when it is registered.</param>
public sealed record RecoveredPackage(int Version, string File, int? Run, string? Left);

/// <summary>
/// Registers the packages of a project again after the records were lost. Each package says itself what it was made of: its run is put
/// on record with all that is still in the store, so that it can be shown, compared and monitored as before. Package files are not changed.
/// </summary>
public sealed class Recovery(Project project, RecordStore records)
{
    private readonly PackageShelf shelf = new(project);

    /// <summary>Registers every package file whose version is not on record. To run it twice does nothing more.</summary>
    /// <param name="who">Who does it.</param>
    /// <param name="reason">Why; error TR0150 when it is empty.</param>
    /// <param name="cancellation">Gives up; what is registered stays registered.</param>
    public async Task<IReadOnlyList<RecoveredPackage>> RunAsync(string who, string reason, CancellationToken cancellation)
    {
        var why = Reasons.Require(reason);
        var model = project.For(Stage.Register).Read(Section.Name);
        var known = (await records.VersionsAsync(model, cancellation)).Select(version => version.Version).ToHashSet();
        var recovered = new List<RecoveredPackage>();
        foreach (var package in shelf.Of(model).Where(package => !known.Contains(package.Version)))
        {
            cancellation.ThrowIfCancellationRequested();
            var (run, left) = await RegisterAsync(model, package, who, why, cancellation);
            recovered.Add(new RecoveredPackage(package.Version, Path.GetRelativePath(project.Folder, package.File), run, left));
        }

        return recovered;
    }

    private async Task<(int? Run, string? Left)> RegisterAsync(
        string model, ShelvedPackage shelved, string who, string reason, CancellationToken cancellation)
    {
        ModelPackage package;
        try
        {
            package = ModelPackage.Open(shelved.File);
        }
        catch (TrestleException damaged)
        {
            return (null, damaged.Problems[0].Found);
        }

        if (package.Manifest.Name != model)
        {
            return (null, $"it is a package of '{package.Manifest.Name}'");
        }

        var hash = project.Store.Put(await File.ReadAllBytesAsync(shelved.File, cancellation));
        var lineage = PackageLineage.Of(package);
        var file = Path.GetFileName(shelved.File);
        var version = await records.Restoration.RestoreAsync(
            model, shelved.Version, hash,
            new NewRun(
                model, lineage.Configuration, lineage.Seed, lineage.Code, $"{Environment.MachineName}: recovered", "trestle models recover",
                Environment.ProcessId, 0, null),
            [.. Units(model, package, lineage, hash)],
            new AuditNote(
                who, "registry.recover", $"{model}/{shelved.Version}", $"{reason}; from {file}",
                JsonSerializer.Serialize(new { package = hash.ToString() })),
            cancellation);
        return version is null ? (null, "the same package is registered under another number") : (version.Run, null);
    }

    /// <summary>The units that wrote what the package was made of, without what the store has lost, and the unit that made it.</summary>
    private IEnumerable<RestoredUnit> Units(string model, ModelPackage package, PackageLineage lineage, ContentHash hash)
    {
        foreach (var unit in lineage.Artifacts.GroupBy(artifact => (artifact.Stage, artifact.Shard)))
        {
            if (Stage.All.FirstOrDefault(stage => stage.Slug == unit.Key.Stage) is { } stage)
            {
                var artifacts = unit.Select(artifact => Kept(package, artifact)).OfType<UnitArtifact>().ToArray();
                yield return new RestoredUnit(stage.Number, stage.Slug, unit.Key.Shard, artifacts);
            }
        }

        var bytes = new FileInfo(project.Store.PathOf(hash)).Length;
        var document = Documents.Write(new PackagedModel(model, hash, bytes, [.. package.Files]));
        yield return new RestoredUnit(Stage.Package.Number, Stage.Package.Slug, Unit.Whole, [
            new UnitArtifact("package", hash, bytes),
            new UnitArtifact(Artifact.ModelPackage.Name, project.Store.Put(document), document.Length),
        ]);
    }

    /// <summary>An artifact that the store still has. The choice of the model is in the package, too.</summary>
    private UnitArtifact? Kept(ModelPackage package, LineageArtifact artifact)
    {
        const string Choice = "choice.json";
        if (!project.Store.IsWhole(artifact.Hash))
        {
            if (artifact.Name != Artifact.SelectedModel.Name || !package.Files.Contains(Choice))
            {
                return null;
            }

            var bytes = package.Part(Choice).ToArray();
            return new UnitArtifact(artifact.Name, project.Store.Put(bytes), bytes.Length);
        }

        return new UnitArtifact(artifact.Name, artifact.Hash, new FileInfo(project.Store.PathOf(artifact.Hash)).Length);
    }
}
