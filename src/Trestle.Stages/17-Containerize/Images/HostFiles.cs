using Trestle.Learners.Onnx;
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

    private const string OnnxRuntime = "libonnxruntime.so";

    /// <summary>
    /// The files that are needed to run a model: no symbols, no documentation, no launcher of this machine; ONNX Runtime only for a model
    /// that it computes.
    /// </summary>
    public static IEnumerable<TarItem> Of(string folder, IModel model) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) is var name && (
            (name.EndsWith(".dll", StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal)
                || (name == OnnxRuntime && OnnxFormat.IsNeededBy(model)))
            && !name.EndsWith(WebAssets, StringComparison.Ordinal)))
        .Select(file => TarItem.File($"{Folder}/{Path.GetRelativePath(folder, file).Replace('\\', '/')}", file));
}
