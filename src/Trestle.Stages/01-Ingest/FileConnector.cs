using Trestle.Core.Configuration;

namespace Trestle.Stages.Ingest;

/// <summary>Files on this machine.</summary>
internal sealed class FileConnector : IConnector
{
    /// <inheritdoc/>
    public string Name => "path";

    /// <inheritdoc/>
    public bool Takes(SourceSettings settings) => settings.IsLocal;

    /// <inheritdoc/>
    public string Version(SourceRequest request, CancellationToken cancellation) =>
        string.Join(
            '\n', Files(request, cancellation).Select(file => $"{file.Name} {ContentHash.OfFile(file.Path, cancellation)}"));

    /// <inheritdoc/>
    public SourceRead Read(SourceRequest request, CancellationToken cancellation) =>
        LocalFiles.Read(
            request, [.. Files(request, cancellation).Where(file => request.Only?.Contains(file.Name) != false)], cancellation);

    /// <summary>The files that the settings name, now.</summary>
    internal static LocalFile[] Files(SourceRequest request, CancellationToken cancellation)
    {
        if (request.Settings.Path.Any(WebAddress.IsOne))
        {
            throw new TrestleException(ConnectorErrors.AddressAsPath(request.Where));
        }

        return
        [
            .. request.Tables.FindFiles(request.Paths, cancellation)
                .Select(path => new LocalFile(path, Path.GetRelativePath(request.Folder, path))),
        ];
    }
}
