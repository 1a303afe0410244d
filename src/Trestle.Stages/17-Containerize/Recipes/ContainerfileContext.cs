using System.Text;
using System.Text.Json;
using Trestle.Stages.Containerize.Images;
using Trestle.Stages.Containerize.Oci;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Containerize.Recipes;

/// <summary>
/// A folder with a Containerfile and everything it copies, for those who build images with their own tools or want to change something.
/// </summary>
internal sealed class ContainerfileContext : IImageRecipe
{
    private const string FileName = "Containerfile";
    private const string Mark = "# Written by Trestle";

    /// <inheritdoc/>
    public string Name => "containerfile";

    /// <inheritdoc/>
    public Task<ImageOutcome> WriteAsync(BuiltImage image, ImageOrder order, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(order.Place).TrimEnd(Path.DirectorySeparatorChar);
        if (!MayWrite(folder))
        {
            throw new TrestleException(RecipeErrors.FolderInUse(folder));
        }

        if (image.Base is { Name: null, TakesAway: true })
        {
            throw new TrestleException(RecipeErrors.NotToBeWritten(image.Base.Describe()));
        }

        order.Report(0.9, "writing the context");
        var temporary = $"{folder}.{System.Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(temporary);
            Copy(image, order, temporary, cancellation);
            File.WriteAllText(Path.Combine(temporary, FileName), Text(image));
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }

        return Task.FromResult(new ImageOutcome(folder, null, null));
    }

    /// <summary>New, empty, or written by an earlier call.</summary>
    private static bool MayWrite(string folder) => !File.Exists(folder)
        && (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()
            || (
                File.Exists(
                    Path.Combine(folder, FileName)) && File.ReadLines(Path.Combine(folder, FileName)).FirstOrDefault()?.StartsWith(Mark,
                    StringComparison.Ordinal) == true));

    private static string ArchiveOf(int layer, string mediaType) => $"base-{layer}.tar{(mediaType == MediaTypes.GzipLayer ? ".gz" : "")}";

    private static void Copy(BuiltImage image, ImageOrder order, string folder, CancellationToken cancellation)
    {
        if (image.Base.Name is null)
        {
            foreach (var (layer, number) in image.Base.Layers.Select((layer, index) => (layer, index + 1)))
            {
                File.Copy(order.Project.Store.PathOf(layer.Blob.Digest), Path.Combine(folder, ArchiveOf(number, layer.Blob.MediaType)));
            }
        }

        foreach (var (layer, item) in image.Added.SelectMany(layer => layer.Items.Select(item => (layer, item))))
        {
            cancellation.ThrowIfCancellationRequested();
            if (item.Source is { } source)
            {
                var target = Path.Combine(folder, layer.Name, item.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(source, target);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(target, item.Mode);
                }
            }
        }
    }

    /// <summary>The file; layer for layer the same as the archive.</summary>
    private static string Text(BuiltImage image)
    {
        var (run, text) = (image.Run, new StringBuilder());
        text.Append($"{Mark}: {image.Subject.Model} version {image.Subject.Version}. Build it with: podman build --format docker .\n");
        text.Append("# (podman and buildah keep the health check in Docker's format only.)\n");
        text.Append($"FROM {image.Base.Name ?? "scratch"}\n");
        if (image.Base.Name is null)
        {
            foreach (var (layer, number) in image.Base.Layers.Select((layer, index) => (layer, index + 1)))
            {
                text.Append($"ADD {ArchiveOf(number, layer.Blob.MediaType)} /\n");
            }
        }

        foreach (var layer in image.Added)
        {
            text.Append($"COPY --chown=0:0 {layer.Name}/ /\n");
        }

        foreach (var variable in (run.Env ?? []).Select(entry => entry.Split('=', 2)).Where(pair => pair.Length == 2))
        {
            text.Append($"ENV {variable[0]}={Quoted(variable[1])}\n");
        }

        foreach (var (name, value) in image.Labels)
        {
            text.Append($"LABEL {name}={Quoted(value)}\n");
        }

        var probe = run.Healthcheck!;
        text.Append($"USER {run.User}\nWORKDIR {run.WorkingDir}\nEXPOSE {BuiltImage.Port}\nSTOPSIGNAL {run.StopSignal}\n");
        text.Append(
            $"HEALTHCHECK --interval={Seconds(probe.Interval)} --timeout={Seconds(probe.Timeout)} "
                + $"--start-period={Seconds(probe.StartPeriod)} --retries={probe.Retries} CMD {Array(probe.Test.Skip(1))}\n");
        text.Append($"ENTRYPOINT {Array(run.Entrypoint!)}\n");
        return text.ToString();
    }

    private static string Seconds(long nanoseconds) => $"{nanoseconds / 1_000_000_000}s";

    private static string Array(IEnumerable<string> words) => JsonSerializer.Serialize(words, Documents.Compact);

    /// <summary>A value in a form that every tool reads as plain text.</summary>
    private static string Quoted(string value) =>
        $"\"{new string([.. value.Where(c => !char.IsControl(c))]).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("$", "\\$")}\"";
}
