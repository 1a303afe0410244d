using Trestle.Cli.Output;
using Trestle.Stages.Containerize;

namespace Trestle.Cli.Rendering;

/// <summary>Shows a container image, and how to run it.</summary>
internal static class ImageView
{
    private const string Run = "podman run --rm --read-only --cap-drop ALL -p 127.0.0.1:8080:8080";

    /// <summary>The page; <paramref name="sample"/> is the body of a request that the model answers.</summary>
    public static IEnumerable<IRenderable> Show(ImageResult made, string sample)
    {
        var image = made.Image;
        yield return Page.Line(
            $"{image.Model} version {image.Version} {(Name(image) is { } name ? $"is the image {name}" : "is ready to be built")}",
            Styles.Strong);
        yield return Page.Gap();
        yield return Page.Facts(
            ("where", string.Join("\n", made.Places.Select(place => Short(place.Place)))),
            ("digest", Name(image) is null ? null : image.Digest),
            ("size", Format.Bytes(image.Size)),
            ("base", image.Base),
            ("machine", image.Platform));
        yield return Page.Gap();
        var layers = Page.Table("=layer", ">size", "=content");
        foreach (var layer in image.Layers)
        {
            layers.Row(layer.Name, Format.Bytes(layer.Bytes), new Cell(layer.Digest[..19], Styles.Quiet));
        }

        yield return layers;
        yield return Page.Heading("Run it");
        foreach (var command in Commands(made))
        {
            yield return Page.Command(command);
        }

        yield return Page.Heading("Send a request");
        yield return Page.Command(sample);
    }

    private static IEnumerable<string> Commands(ImageResult made)
    {
        var image = made.Image;
        if (Name(image) is not { } name)
        {
            var local = $"localhost/{image.Model.ToLowerInvariant()}:{image.Version}";
            var time = image.Created.ToUnixTimeSeconds();
            yield return $"podman build --format docker --timestamp {time} -t {local} {Typed(made.Places[0].Place)}";
            yield return $"{Run} {local}";
            yield break;
        }

        if (image.Archive is { } archive)
        {
            yield return $"podman load --input {Typed(archive)}";
        }

        yield return $"{Run} {name}";
    }

    /// <summary>The reference of the image; null if it is still to be built.</summary>
    private static string? Name(ContainerImage image) => image.Reference.Length > 0 ? image.Reference : null;

    private static string Typed(string path) =>
        Short(path) is var text && text.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? text
            : $"'{Short(path).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A path relative to the current folder, if it is below it.</summary>
    private static string Short(string place) =>
        Path.IsPathFullyQualified(place)
            && Path.GetRelativePath(Directory.GetCurrentDirectory(), place) is var relative
            && !relative.StartsWith("..", StringComparison.Ordinal)
            ? relative
            : place;
}
