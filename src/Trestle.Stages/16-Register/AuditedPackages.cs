using System.Globalization;

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
        return !Directory.Exists(project.PackageFolder)
            ? []
            :
            [
                .. Directory.EnumerateFiles(project.PackageFolder, $"{model}-*.trestle").Order(StringComparer.Ordinal)
                    .Where(file => VersionOf(model, file) is { } version && !known.Contains(version))
                    .Select(file => $"the package {Path.GetFileName(file)} is there, and its version is not on record"),
            ];
    }

    private static int? VersionOf(string model, string file) => int.TryParse(
        Path.GetFileNameWithoutExtension(file).AsSpan(model.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        ? version
        : null;
}
