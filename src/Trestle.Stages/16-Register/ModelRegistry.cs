using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Files;
using Trestle.Storage.Records;

namespace Trestle.Stages.Register;

/// <summary>Versions of a project's model, and the aliases that point at them.</summary>
public sealed class ModelRegistry(Project project, RecordStore records)
{
    /// <summary>The alias of the version that answers.</summary>
    public const string Champion = "champion";

    /// <summary>
    /// Gives a package a version. A package that already has one keeps it, so an unchanged run registers nothing new.
    /// </summary>
    public async Task<RegistryEntry> RegisterAsync(PackagedModel package, int run, CancellationToken cancellation)
    {
        var known = (await records.VersionsAsync(package.Name, cancellation)).Select(version => version.Version).ToHashSet();
        var version = await records.RegisterVersionAsync(package.Name, package.File, run, cancellation);
        var file = PackageFile(package.Name, version.Version);
        Export(package.File, file);
        if (await AliasAsync(package.Name, Champion, cancellation) is null)
        {
            await records.SetAliasAsync(package.Name, Champion, version.Version, "trestle run", "the first version", cancellation);
        }

        var aliases = (await records.AliasesAsync(package.Name, cancellation)).Where(alias => alias.Version == version.Version)
            .Select(alias => alias.Alias);
        return new RegistryEntry(
            package.Name, version.Version, !known.Contains(version.Version), package.File, Path.GetRelativePath(project.Folder, file),
            [.. aliases]);
    }

    /// <summary>The file of a version.</summary>
    public string PackageFile(string model, int version) => Path.Combine(project.PackageFolder, $"{model}-{version}.trestle");

    /// <summary>Finds the version behind <c>champion</c>, another alias, or a number; null when there is none.</summary>
    public async Task<int?> ResolveAsync(string model, string reference, CancellationToken cancellation)
    {
        var versions = (await records.VersionsAsync(model, cancellation)).Select(version => version.Version);
        if (int.TryParse(reference, out var number))
        {
            return versions.Contains(number) ? number : null;
        }

        return (await AliasAsync(model, reference, cancellation))?.Version;
    }

    private async Task<ModelAlias?> AliasAsync(string model, string alias, CancellationToken cancellation) =>
        (await records.AliasesAsync(model, cancellation)).FirstOrDefault(entry => entry.Alias == alias);

    /// <summary>The package's file for an alias, a version, or the path of a package.</summary>
    public async Task<string> PackageOfAsync(string model, CancellationToken cancellation)
    {
        if (model.EndsWith(".trestle", StringComparison.Ordinal) || Directory.Exists(model))
        {
            return File.Exists(model) || Directory.Exists(model) ? model : throw new TrestleException(RegistryErrors.NoFile(model));
        }

        var name = project.For(Stage.Register).Read(Section.Name);
        if (await ResolveAsync(name, model, cancellation) is { } version)
        {
            return PackageFile(name, version);
        }

        var known = (await records.VersionsAsync(name, cancellation)).Select(entry => $"{entry.Version}").Append(Champion).ToArray();
        throw new TrestleException(
            known.Length == 1 ? RegistryErrors.NothingRegistered(name, project.Folder) : RegistryErrors.NoVersion(name, model, known));
    }

    private void Export(ContentHash package, string file)
    {
        Directory.CreateDirectory(project.PackageFolder);
        AtomicFile.Write(file, temporary => File.Copy(project.Store.PathOf(package), temporary));
    }
}
