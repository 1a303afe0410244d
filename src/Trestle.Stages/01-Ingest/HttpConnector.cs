using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables.Remote;

namespace Trestle.Stages.Ingest;

/// <summary>Files and JSON APIs at http and https addresses. They are fetched first, and then read like files.</summary>
internal sealed class HttpConnector : IConnector
{
    /// <inheritdoc/>
    public string Name => "url";

    /// <inheritdoc/>
    public bool Takes(SourceSettings settings) => settings.Http.IsSet;

    /// <inheritdoc/>
    public string Version(SourceRequest request, CancellationToken cancellation)
    {
        if (request.Settings.Http.IsApi)
        {
            return UnknownVersion.New();
        }

        var versions = Places(request).Select(place =>
        {
            using var source = new HttpSource(place, TimeProvider.System);
            return source.VersionAsync(cancellation).GetAwaiter().GetResult();
        }).ToArray();
        return versions.Contains(null) ? UnknownVersion.New() : string.Join('\n', versions);
    }

    /// <inheritdoc/>
    public SourceRead Read(SourceRequest request, CancellationToken cancellation)
    {
        var files = new List<LocalFile>();
        foreach (var place in Places(request))
        {
            var name = FileName(place);
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(request.Temporary, $"{Guid.NewGuid():N}")).FullName, name);
            Fetch(place, request.Settings.Http.IsApi, path, cancellation);
            files.Add(new LocalFile(path, place.Address.Variable is null ? $"{place}/…/{name}" : $"{place}"));
        }

        var settings = request.Settings.Http.IsApi ? request.Settings with { Format = "jsonl" } : request.Settings;
        return LocalFiles.Read(request with { Settings = settings }, files, cancellation);
    }

    private static HttpPlace[] Places(SourceRequest request) => request.Settings.Http.Url.Count > 0
        ? [.. request.Settings.Http.Url.Select(address => request.Settings.Http.Of(address, request.Settings))]
        : throw new TrestleException(ConnectorErrors.NoAddress(request.Where));

    private static void Fetch(HttpPlace place, bool isApi, string path, CancellationToken cancellation)
    {
        if (isApi)
        {
            new HttpPages(place, TimeProvider.System).FetchAsync(path, cancellation).GetAwaiter().GetResult();
            return;
        }

        using var source = new HttpSource(place, TimeProvider.System);
        source.FetchAsync(path, cancellation).GetAwaiter().GetResult();
    }

    /// <summary>The last part of the path, without what a file name cannot have.</summary>
    private static string FileName(HttpPlace place)
    {
        var last = Uri.UnescapeDataString(place.Address.Reveal().AbsolutePath.TrimEnd('/').Split('/')[^1]);
        var name = string.Concat(last.Where(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ')).Trim('.', ' ');
        return name.Length == 0 ? "answer" : name.Length <= 100 ? name : name[^100..];
    }
}
