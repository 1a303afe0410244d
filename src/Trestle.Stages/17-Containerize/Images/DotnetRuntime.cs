using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

using Trestle.Stages.Containerize.Bases;
using Trestle.Stages.Containerize.Layers;

namespace Trestle.Stages.Containerize.Images;

/// <summary>The runtime that the scoring host needs: in the base, or copied from the one running this.</summary>
/// <param name="Folder">Where it is in the image, without a leading slash.</param>
/// <param name="Items">Its files; empty when the base has it.</param>
public sealed partial record DotnetRuntime(string Folder, IReadOnlyList<TarItem> Items)
{
    private const string Core = "Microsoft.NETCore.App";
    private const string Web = "Microsoft.AspNetCore.App";
    private const string Usual = "usr/share/dotnet";

    /// <summary>
    /// What the runtime's own libraries link to, or load when a hash is computed. The first is the dynamic loader of glibc.
    /// </summary>
    private static readonly string[][] Libraries =
    [
        ["ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"], ["libstdc++.so.6"], ["libgcc_s.so.1"], ["libssl.so.3", "libssl.so.1.1"],
    ];

    /// <summary>The program that runs assemblies.</summary>
    public string Program => $"/{Folder}/dotnet";

    /// <summary>
    /// The base's runtime if it is new enough for the host, else that of <paramref name="root"/>, a folder such as /usr/share/dotnet.
    /// Error TR1709 names the libraries that the base lacks for it, TR1711 says that it is missing.
    /// </summary>
    public static DotnetRuntime Find(BaseImage image, string hostFolder, string root)
    {
        var wanted = Wanted(hostFolder);
        if (image.Files.Select(file => Assembly().Match(file)).Where(match => match.Success && Fits(wanted, match.Groups["version"].Value))
            .Select(match => match.Groups["root"].Value)
            .FirstOrDefault(
                folder => image.Files.Contains($"{folder}/dotnet") && image.Files.Any(
                    file => CoreLibrary().Match(file) is { Success: true } match && match.Groups["root"].Value == folder && Fits(
                        wanted, match.Groups["version"].Value))) is { } present)
        {
            return new DotnetRuntime(present, []);
        }

        if (!OperatingSystem.IsLinux() || BaseCatalog.Wanted.Architecture != image.Config.Architecture)
        {
            throw new TrestleException(
                ImageErrors.NoRuntime($"{RuntimeInformation.RuntimeIdentifier}", $"{Web} {wanted} for {image.Platform}"));
        }

        var missing = Libraries.Where(names => !image.Files.Any(file => names.Contains(file[(file.LastIndexOf('/') + 1)..])))
            .Select(names => names[0]).ToArray();
        if (missing.Length > 0)
        {
            throw new TrestleException(ImageErrors.LacksLibraries(image.Describe(), missing));
        }

        return new DotnetRuntime(Usual, Files(root, wanted));
    }

    /// <summary>Where the runtime running this is.</summary>
    public static string Running() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static List<TarItem> Files(string root, Version wanted)
    {
        string Newest(string folder) => Directory.Exists(folder)
            && Directory.GetDirectories(folder).Where(inner => Fits(wanted, Path.GetFileName(inner)))
                .MaxBy(inner => Version.Parse(Path.GetFileName(inner))) is { } found
            ? found
            : throw new TrestleException(ImageErrors.NoRuntime(root, $"{Web} {wanted}"));

        string[] folders =
        [
            Newest(Path.Combine(root, "host", "fxr")), Newest(Path.Combine(root, "shared", Core)),
            Newest(Path.Combine(root, "shared", Web)),
        ];
        string[] alone =
        [
            .. new[] { "dotnet", "LICENSE.txt", "ThirdPartyNotices.txt" }.Select(name => Path.Combine(root, name)).Where(File.Exists),
        ];
        return [.. folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Concat(alone)
            .Select(
                file => TarItem.File($"{Usual}/{Path.GetRelativePath(root, file)}", file, executable: Path.GetFileName(file) == "dotnet"))];
    }

    /// <summary>The host's own version of the web framework, from the runtimeconfig file next to it.</summary>
    private static Version Wanted(string hostFolder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(hostFolder, HostFiles.Configuration)));
        var options = document.RootElement.GetProperty("runtimeOptions");
        var framework = options.GetProperty("frameworks").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == Web);
        return Version.Parse(framework.GetProperty("version").GetString()!);
    }

    /// <summary>Rolls forward as dotnet does: to a later one of the same major version. Previews are ignored.</summary>
    private static bool Fits(Version wanted, string version) =>
        Version.TryParse(version, out var found) && found.Major == wanted.Major && found >= wanted;

    [GeneratedRegex(@"\A(?<root>.+)/shared/Microsoft\.AspNetCore\.App/(?<version>[0-9.]+)/Microsoft\.AspNetCore\.dll\z")]
    private static partial Regex Assembly();

    [GeneratedRegex(@"\A(?<root>.+)/shared/Microsoft\.NETCore\.App/(?<version>[0-9.]+)/System\.Private\.CoreLib\.dll\z")]
    private static partial Regex CoreLibrary();
}
