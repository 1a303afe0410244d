using Trestle.Stages.Containerize.Layers;

namespace Trestle.Stages.Containerize.Images;

/// <summary>The scoring host's files, and where it and the package are in an image.</summary>
public static class HostFiles
{
    /// <summary>The host's folder in the image.</summary>
    public const string Folder = "app";

    /// <summary>The host's program in the image.</summary>
    public const string Program = $"/{Folder}/Trestle.Serving.dll";

    /// <summary>The package in the image.</summary>
    public const string Package = "/model/package.trestle";

    /// <summary>What dotnet reads to start the host.</summary>
    internal const string Configuration = "Trestle.Serving.runtimeconfig.json";

    private const string WebAssets = ".staticwebassets.endpoints.json";

    /// <summary>The files that are needed to run: no symbols, no documentation, no launcher of this machine.</summary>
    public static IEnumerable<TarItem> Of(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(
            file => (
                file.EndsWith(".dll", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal))
                    && !file.EndsWith(WebAssets,
                StringComparison.Ordinal))
        .Select(file => TarItem.File($"{Folder}/{Path.GetRelativePath(folder, file).Replace('\\', '/')}", file));
}
