using System.Globalization;

using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Files;

namespace Trestle.Stages.Register;

/// <summary>A package file of a version.</summary>
/// <param name="Version">The number in its name.</param>
/// <param name="File">Its path.</param>
internal sealed record ShelvedPackage(int Version, string File);

/// <summary>The package files of a project, <c>NAME-VERSION.trestle</c>. A file never gets other content than it has.</summary>
internal sealed class PackageShelf(Project project)
{
    private const string Extension = ".trestle";

    /// <summary>The file of a version, whether it exists or not.</summary>
    public string FileOf(string model, int version) => Path.Combine(project.PackageFolder, $"{model}-{version}{Extension}");

    /// <summary>The files of a model, by version; a link is none of them.</summary>
    public IReadOnlyList<ShelvedPackage> Of(string model) => !Directory.Exists(project.PackageFolder)
        ? []
        : [
            .. Directory.EnumerateFiles(project.PackageFolder, $"{model}-*{Extension}")
                .Select(file => new ShelvedPackage(VersionOf(model, file), file))
                .Where(package => package.Version > 0 && new FileInfo(package.File).LinkTarget is null)
                .OrderBy(package => package.Version)];

    /// <summary>The file that holds exactly this content; null when none does.</summary>
    public async Task<ShelvedPackage?> WithAsync(string model, ContentHash content, CancellationToken cancellation)
    {
        foreach (var package in Of(model))
        {
            if (await HashOfAsync(package.File, cancellation) == content)
            {
                return package;
            }
        }

        return null;
    }

    /// <summary>
    /// Writes the file of a version from one with the same content; nothing when it is there. Error TR1614, and nothing is written, when
    /// the file holds something else.
    /// </summary>
    public async Task<string> PlaceAsync(string model, int version, ContentHash content, string from, CancellationToken cancellation)
    {
        var file = FileOf(model, version);
        if (File.Exists(file))
        {
            return await HashOfAsync(file, cancellation) == content
                ? file
                : throw new TrestleException(RegistryErrors.OtherContent(file, version), ExitCode.Refused);
        }

        PrivateFiles.CreateFolder(project.PackageFolder);
        AtomicFile.Write(file, temporary => File.Copy(from, temporary));
        return file;
    }

    /// <summary>The SHA-256 of a file.</summary>
    public static async Task<ContentHash> HashOfAsync(string file, CancellationToken cancellation)
    {
        await using var bytes = File.OpenRead(file);
        return await ContentHash.OfAsync(bytes, cancellation);
    }

    /// <summary>The number in the name of a file, written as Trestle writes it; 0 when there is none.</summary>
    private static int VersionOf(string model, string file)
    {
        var digits = Path.GetFileNameWithoutExtension(file)[(model.Length + 1)..];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && version.ToString(CultureInfo.InvariantCulture) == digits
            ? version
            : 0;
    }
}
