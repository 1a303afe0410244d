using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Ingest;

/// <summary>A file on this machine, and what a person knows it by.</summary>
internal sealed record LocalFile(string Path, string Name);

/// <summary>Reads files that are on this machine, wherever they came from.</summary>
internal static class LocalFiles
{
    /// <summary>Reads files in the format that the settings name, or that their first bytes say.</summary>
    public static SourceRead Read(SourceRequest request, IReadOnlyList<LocalFile> files, CancellationToken cancellation)
    {
        var unpacked = files.Select(file => Unpacked(request, file, cancellation)).ToArray();
        string[] paths = [.. unpacked.SelectMany(parts => parts)];
        var source = SourceCatalog.For(request.Settings, paths, request.Where);
        using var described = new Meanwhile<Kernel.Artifacts.SourceFile[]>(
            stop => [.. files.Select(file => SourceReader.Described(file.Path, file.Name, stop))], cancellation);
        var import = StandardNames.Read(source, request.Tables, paths, request.Settings, cancellation);
        try
        {
            var (read, at) = (new List<Kernel.Artifacts.SourceFile>(), 0);
            foreach (var (file, parts) in described.Result.Zip(unpacked))
            {
                read.Add(file with { Rows = import.Files.Skip(at).Take(parts.Count).Sum(part => part.Rows) });
                at += parts.Count;
            }

            return new SourceRead(import, source.Format, read);
        }
        catch
        {
            import.Dispose();
            throw;
        }
    }

    private static IReadOnlyList<string> Unpacked(SourceRequest request, LocalFile file, CancellationToken cancellation) =>
        request.Settings.Format == "excel" ? [file.Path]
        : TableEngine.Unpacked(
            file.Path, request.Settings.Entries,
            Path.Combine(request.Temporary, $"{Guid.NewGuid():N}", Path.GetFileNameWithoutExtension(file.Path)), cancellation);
}
