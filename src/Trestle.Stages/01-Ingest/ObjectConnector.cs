using Trestle.Storage.Tables.Remote;

namespace Trestle.Stages.Ingest;

/// <summary>Objects of a store: Amazon S3, or blobs of Azure. They are fetched first, and then read like files.</summary>
internal sealed class ObjectConnector : IConnector
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>What paths into such stores begin with.</summary>
    public static string[] Schemes => ["s3", ObjectPath.Azure];

    /// <inheritdoc/>
    public string Name => "objects";

    /// <summary>Whether a path leads into such a store.</summary>
    public static bool IsObject(string path) => Schemes.Any(scheme => path.StartsWith($"{scheme}://", StringComparison.Ordinal));

    /// <inheritdoc/>
    public bool Takes(SourceSettings settings) => settings.Path.Any(IsObject);

    /// <inheritdoc/>
    public string Version(SourceRequest request, CancellationToken cancellation) => string.Join('\n', Places(request).SelectMany(place =>
    {
        using var store = Open(place, request.Settings);
        return store.ListAsync(cancellation).GetAwaiter().GetResult().Select(item => $"{place.Bucket}/{item.Name} {item.Tag} {item.Bytes}");
    }));

    /// <inheritdoc/>
    public SourceRead Read(SourceRequest request, CancellationToken cancellation)
    {
        var (files, folder) = (new List<LocalFile>(), Path.Combine(request.Temporary, $"{Guid.NewGuid():N}"));
        foreach (var place in Places(request))
        {
            using var store = Open(place, request.Settings);
            foreach (var item in store.ListAsync(cancellation).GetAwaiter().GetResult())
            {
                // Folders such as year=2024 are columns, so they stay.
                var name = string.Join('/', item.Name.Split('/').Select(part => part is "" or "." or ".." ? "_" : part));
                var path = Path.Combine(folder, $"{files.Count}", name.Replace('*', '_').Replace('?', '_').Replace('[', '_'));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                store.FetchAsync(item, path, cancellation).GetAwaiter().GetResult();
                files.Add(new LocalFile(path, $"{place.Scheme}://{place.Bucket}/{item.Name}"));
            }
        }

        return LocalFiles.Read(request, files, cancellation);
    }

    private static ObjectPath[] Places(SourceRequest request) =>
    [
        .. request.Settings.Path.Select(
            path => ObjectPath.Parse(path, Schemes) ?? throw new TrestleException(ConnectorErrors.NotAnObject(path, request.Where))),
    ];

    private static IObjectStore Open(ObjectPath place, SourceSettings settings) => place.Scheme == ObjectPath.Azure
        ? new AzureBlobs(place, settings.Endpoint?.Reveal(), AzureAccess.Of(Environment.GetEnvironmentVariable), FirstPause)
        : new S3Objects(place, settings.Endpoint?.Reveal().AbsoluteUri, settings.Region);
}
