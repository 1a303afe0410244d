using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Records;

namespace Trestle.Stages.Register;

/// <summary>
/// Holds the package files of the project against the records: a file whose version is not on record shows that the records are older
/// than the packages, such as a copy that was put back.
/// </summary>
public sealed class AuditedPackages(Project project) : IAudited
{
    /// <inheritdoc/>
    public void See(AuditEntry entry)
    {
        // The files say nothing about entries.
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FaultsAsync(RecordStore records, CancellationToken cancellation)
    {
        var model = project.For(Stage.Register).Read(Section.Name);
        var known = (await records.VersionsAsync(model, cancellation)).Select(version => version.Version).ToHashSet();
        return
        [
            .. new PackageShelf(project).Of(model).Where(package => !known.Contains(package.Version))
                .Select(package => $"the package {Path.GetFileName(package.File)} is there, and its version is not on record"),
        ];
    }
}
