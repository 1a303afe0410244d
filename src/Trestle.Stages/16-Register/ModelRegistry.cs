using System.Globalization;

using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Records;

namespace Trestle.Stages.Register;

/// <summary>Versions of a project's model, and the aliases that point at them.</summary>
public sealed class ModelRegistry(Project project, RecordStore records)
{
    /// <summary>The alias of the version that answers, or is to when one is deployed.</summary>
    public const string Champion = "champion";

    private readonly PackageShelf shelf = new(project);

    private ApprovalRule? Rule => project.For(Stage.Register).Read(RegisterSettings.Section).Rule;

    /// <summary>
    /// Gives a package a version. A package that already has one keeps it, so an unchanged run registers nothing new. Numbers go on above
    /// those of the package files, whatever the records know. The first version becomes the champion, unless versions need approvals, or
    /// packages lie here whose records are lost.
    /// </summary>
    public async Task<RegistryEntry> RegisterAsync(PackagedModel package, int run, CancellationToken cancellation)
    {
        var known = (await records.VersionsAsync(package.Name, cancellation)).Select(version => version.Version).ToHashSet();
        await project.Store.ShareAsync([package.File], cancellation);
        var lying = shelf.Of(package.Name);
        var version = await records.RegisterVersionAsync(
            package.Name, package.File, run, cancellation, lying.Select(one => one.Version).DefaultIfEmpty(0).Max(),
            (await shelf.WithAsync(package.Name, package.File, cancellation))?.Version);
        var file = await shelf.PlaceAsync(
            package.Name, version.Version, package.File, project.Store.PathOf(package.File), cancellation);
        if (await AliasAsync(package.Name, Champion, cancellation) is null
            && (await UnregisteredAsync(package.Name, cancellation)).Count == 0 && Rule is null)
        {
            await PromoteAsync(package.Name, version.Version, "trestle run", "the first version", cancellation);
        }

        var aliases = (await records.AliasesAsync(package.Name, cancellation)).Where(alias => alias.Version == version.Version)
            .Select(alias => alias.Alias);
        return new RegistryEntry(
            package.Name, version.Version, !known.Contains(version.Version), package.File, Path.GetRelativePath(project.Folder, file),
            [.. aliases]);
    }

    /// <summary>
    /// Points an alias at a version, with who does it and why in the audit log: the only place where an alias moves. Nothing is written
    /// when it points there already. What answers is not looked at; the champion of a model in service is changed by stage 18.
    /// </summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">A registered version; error TR1611 or TR1612 when it is not.</param>
    /// <param name="who">Who does it.</param>
    /// <param name="reason">Why; error TR0150 when it is empty.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="alias">The alias, in letters of any case; error TR1619 when it is not one.</param>
    /// <returns>The version that the alias pointed at before; null when there was no such alias.</returns>
    public async Task<int?> PromoteAsync(
        string model, int version, string who, string reason, CancellationToken cancellation, string alias = Champion)
    {
        var why = Reasons.Require(reason);
        var name = AliasName.Check(alias);
        await VersionAsync(model, $"{version}", cancellation);
        if (string.Equals(name, Champion, StringComparison.OrdinalIgnoreCase))
        {
            await RequireApprovalsAsync(model, version, [who], cancellation);
        }

        return await PointAsync(model, version, who, why, name, cancellation);
    }

    /// <summary>
    /// Refuses a version that lacks the approvals that the configuration asks for: error TR1617. Approvals of those who ask do not count.
    /// </summary>
    public async Task RequireApprovalsAsync(
        string model, int version, IReadOnlyCollection<string> askers, CancellationToken cancellation)
    {
        if (Rule is not { } rule)
        {
            return;
        }

        var notes = await new RegistryNotes(project, records, TimeProvider.System).FindAsync(model, version, cancellation);
        var counted = notes.Approvals.Where(approval => approval.Role >= rule.Role && !askers.Contains(approval.Who))
            .Select(approval => approval.Who).ToArray();
        if (counted.Length < rule.Count)
        {
            throw new TrestleException(RegistryErrors.NotApproved(model, version, rule, counted), ExitCode.Refused);
        }
    }

    /// <summary>Lets an alias follow what answers already: nothing is asked any more.</summary>
    internal async Task<int?> PointAsync(
        string model, int version, string who, string why, string alias, CancellationToken cancellation)
    {
        var before = await AliasAsync(model, alias, cancellation);
        if (before?.Version != version)
        {
            await records.SetAliasAsync(model, before?.Alias ?? alias, version, who, why, cancellation);
        }

        return before?.Version;
    }

    /// <summary>
    /// The package's file of a registered version. One that another machine registered is fetched from the shared store; error TR1616 when
    /// this machine cannot get it.
    /// </summary>
    public async Task<string> PackageAsync(string model, int version, CancellationToken cancellation)
    {
        var file = shelf.FileOf(model, version);
        if (File.Exists(file))
        {
            return file;
        }

        var package = (await records.VersionsAsync(model, cancellation)).First(known => known.Version == version).Package;
        await project.Store.FetchAsync([package], cancellation);
        return project.Store.IsWhole(package)
            ? await shelf.PlaceAsync(model, version, package, project.Store.PathOf(package), cancellation)
            : throw new TrestleException(RegistryErrors.NotHere(file, version, project.Store.Shared?.Name));
    }

    /// <summary>The place of a version's file, whether it is here or not.</summary>
    public string PackageFile(string model, int version) => shelf.FileOf(model, version);

    /// <summary>
    /// The versions whose package files lie in the project, but which are not on record: the records were lost or exchanged.
    /// </summary>
    public async Task<IReadOnlyList<int>> UnregisteredAsync(string model, CancellationToken cancellation) =>
        [.. shelf.Of(model).Select(package => package.Version)
            .Except((await records.VersionsAsync(model, cancellation)).Select(version => version.Version))];

    /// <summary>Finds the version behind <c>champion</c>, another alias, or a number; null when there is none.</summary>
    public async Task<int?> ResolveAsync(string model, string reference, CancellationToken cancellation)
    {
        var versions = (await records.VersionsAsync(model, cancellation)).Select(version => version.Version);
        if (int.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return versions.Contains(number) ? number : null;
        }

        return (await AliasAsync(model, reference, cancellation))?.Version;
    }

    /// <summary>
    /// The version behind an alias or a number; error TR1611 when the model has no version, TR1612 when not this one, TR1615 when it may
    /// be one of those whose records are lost.
    /// </summary>
    public async Task<int> VersionAsync(string model, string reference, CancellationToken cancellation)
    {
        if (await ResolveAsync(model, reference, cancellation) is { } version)
        {
            return version;
        }

        if (await UnregisteredAsync(model, cancellation) is { Count: > 0 } lying
            && (!int.TryParse(reference, out var number) || lying.Contains(number)))
        {
            throw new TrestleException(RegistryErrors.NotOnRecord(model, reference, lying, project.PackageFolder));
        }

        var known = (await records.VersionsAsync(model, cancellation)).Select(entry => $"{entry.Version}").Append(Champion).ToArray();
        throw new TrestleException(known.Length == 1
            ? RegistryErrors.NothingRegistered(model, project.Folder)
            : RegistryErrors.NoVersion(model, reference, known));
    }

    private async Task<ModelAlias?> AliasAsync(string model, string alias, CancellationToken cancellation) =>
        (await records.AliasesAsync(model, cancellation)).FirstOrDefault(entry => AliasName.Same(entry.Alias, alias));

    /// <summary>The package's file for an alias, a version, or the path of a package.</summary>
    public async Task<string> PackageOfAsync(string model, CancellationToken cancellation)
    {
        if (model.EndsWith(".trestle", StringComparison.Ordinal) || Directory.Exists(model))
        {
            return File.Exists(model) || Directory.Exists(model) ? model : throw new TrestleException(RegistryErrors.NoFile(model));
        }

        var name = project.For(Stage.Register).Read(Section.Name);
        return await PackageAsync(name, await VersionAsync(name, model, cancellation), cancellation);
    }
}
