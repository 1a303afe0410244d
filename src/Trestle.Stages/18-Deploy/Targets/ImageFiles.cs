using System.Text.Json;

using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>An image as a target needs it.</summary>
/// <param name="Reference">How a container engine names it.</param>
/// <param name="Digest">The digest of its manifest, <c>sha256:…</c>.</param>
/// <param name="Archive">A file to load it from when the engine does not have it; null when there is none.</param>
public sealed record ImageReference(string Reference, string Digest, string? Archive);

/// <summary>The documents of images that stage 17 has written, <c>MODEL-VERSION.json</c> in one folder.</summary>
public sealed class ImageFiles(string folder)
{
    /// <summary>The image of a version; error TR1827 when there is none, TR1828 when its document is not valid.</summary>
    public ImageReference Find(string model, int version)
    {
        var file = Path.Combine(folder, $"{model}-{version}.json");
        if (!File.Exists(file))
        {
            throw new TrestleException(TargetErrors.NoImage(model, version, file));
        }

        try
        {
            var image = Documents.Read<ImageReference>(File.ReadAllBytes(file));
            return image.Digest?.StartsWith("sha256:", StringComparison.Ordinal) == true && image.Reference?.Length > 0
                ? image
                : throw new JsonException("it has no image with a digest");
        }
        catch (JsonException broken)
        {
            throw new TrestleException(TargetErrors.BrokenImage(file, broken.Message), ExitCode.Mistake, broken);
        }
    }
}
