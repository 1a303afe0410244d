using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables.Databases;

namespace Trestle.Stages.Ingest;

/// <summary>A table of a database, or the rows of a query.</summary>
internal sealed class DatabaseConnector : IConnector
{
    /// <inheritdoc/>
    public string Name => "connection";

    /// <inheritdoc/>
    public bool Takes(SourceSettings settings) => settings.Database.IsSet;

    /// <inheritdoc/>
    public string Version(SourceRequest request, CancellationToken cancellation)
    {
        var query = Query(request);
        return request.Settings.Database.Version is { } sql
            ? $"version {ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(request.Tables.AskDatabase(query, sql, cancellation)))}"
            : query.Files() is { Count: > 0 } files ? string.Join('\n', files.Select(file => ContentHash.OfFile(file, cancellation)))
            : UnknownVersion.New();
    }

    /// <inheritdoc/>
    public SourceRead Read(SourceRequest request, CancellationToken cancellation)
    {
        var import = StandardNames.Apply(
            request.Settings.Names, request.Tables.ReadDatabase(Query(request), cancellation), request.Tables, cancellation);
        try
        {
            return new SourceRead(
                import, import.Files[0].Format,
                [SourceReader.Described(import.Table.Path, import.Files[0].Path, cancellation) with { Rows = import.Table.Rows }]);
        }
        catch
        {
            import.Dispose();
            throw;
        }
    }

    private static DatabaseQuery Query(SourceRequest request)
    {
        var settings = request.Settings.Database;
        return settings.Connection is null ? throw new TrestleException(ConnectorErrors.NoConnection(request.Where))
            : settings.Table is null == settings.Query is null
                ? throw new TrestleException(ConnectorErrors.TableOrQuery(settings.Table is not null, request.Where))
            : settings.Of(request.Folder, request.Settings.Timeout) with { From = request.From };
    }
}
