using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Increments;
using Trestle.Storage.Tables.Lineage;

namespace Trestle.Stages.Ingest;

/// <summary>A kind of place that rows come from. One class and one line in <see cref="ConnectorCatalog"/> add one.</summary>
public interface IConnector
{
    /// <summary>What such a place is called.</summary>
    string Name { get; }

    /// <summary>Whether settings name a place of this kind.</summary>
    bool Takes(SourceSettings settings);

    /// <summary>
    /// What the rows depend on besides the settings, found without reading them: two equal texts mean the same rows. Where the place
    /// does not tell, it is <see cref="Kernel.Running.UnknownVersion"/>.
    /// </summary>
    string Version(SourceRequest request, CancellationToken cancellation);

    /// <summary>Reads all rows.</summary>
    SourceRead Read(SourceRequest request, CancellationToken cancellation);
}

/// <summary>A source, and what it is read with.</summary>
/// <param name="Settings">Where the rows are, and how to read them.</param>
/// <param name="Folder">The folder to which paths are relative.</param>
/// <param name="Tables">A table engine.</param>
/// <param name="Temporary">A folder that is removed after the run.</param>
/// <param name="Where">The place of the settings, for messages.</param>
public sealed record SourceRequest(SourceSettings Settings, string Folder, TableEngine Tables, string Temporary, string Where)
{
    /// <summary>Rows of other tables that have been read already, by name; null where they have to be read.</summary>
    public Func<string, Import>? Known { get; init; }

    /// <summary>Databases: only rows from a value of a column on, and those without one; null for all.</summary>
    public (string Column, Watermark Value)? From { get; init; }

    /// <summary>Files: those that are read, by the paths under which a person knows them; null for all.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>The request for a table that this one is made of.</summary>
    internal SourceRequest Of(KeyValuePair<string, TableSource> part) =>
        this with { Settings = part.Value.From, Where = $"{Where}, table '{part.Key}'" };

    /// <summary>The paths of the settings, as this process opens them.</summary>
    public IReadOnlyList<string> Paths => [.. Settings.Path.Select(path => Path.GetFullPath(Path.Combine(Folder, path)))];
}

/// <summary>The rows of a source.</summary>
/// <param name="Import">The rows; its temporary file is removed with this object.</param>
/// <param name="Format">The format in which they came.</param>
/// <param name="Files">The files, or the table, from which they came.</param>
public sealed record SourceRead(Import Import, string Format, IReadOnlyList<Kernel.Artifacts.SourceFile> Files) : IDisposable
{
    /// <summary>How its snapshot grows; null where everything is read each time.</summary>
    public Kernel.Artifacts.TableIncrement? Increment { get; init; }

    /// <summary>The earlier snapshot that it grew out of; null where everything was read.</summary>
    internal Kernel.Artifacts.RawTable? Earlier { get; init; }

    /// <summary>What the columns of a query's result are made of; null for other sources.</summary>
    public QueryOrigins? Origins { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Import.Dispose();
}

/// <summary>All kinds of places: one line each.</summary>
public static class ConnectorCatalog
{
    /// <summary>The kinds; the first is taken for settings that name no place of another kind.</summary>
    public static IReadOnlyList<IConnector> All { get; } =
    [
        new FileConnector(),
        new DatabaseConnector(),
        new HttpConnector(),
        new ObjectConnector(),
        new ProgramConnector(),
        new UnionConnector(),
        new SqlConnector(),
    ];
}

/// <summary>Reads the rows of a source, wherever they are.</summary>
public static class SourceReader
{
    /// <summary>What the rows depend on besides the settings; see <see cref="IConnector.Version"/>.</summary>
    public static string Version(SourceRequest request, CancellationToken cancellation) => For(request).Version(request, cancellation);

    /// <summary>Reads all rows.</summary>
    public static SourceRead Read(SourceRequest request, CancellationToken cancellation) => For(request).Read(request, cancellation);

    private static IConnector For(SourceRequest request)
    {
        var named = ConnectorCatalog.All.Where(connector => connector.Takes(request.Settings)).ToArray();
        return named switch
        {
            [var one] => one,
            [] => throw new TrestleException(ConnectorErrors.NoPlace(request.Where)),
            _ => throw new TrestleException(
                ConnectorErrors.SeveralPlaces([.. named.Select(connector => connector.Name)], request.Where)),
        };
    }

    /// <summary>A file as it is on disk, by the name under which a person knows it.</summary>
    internal static Kernel.Artifacts.SourceFile Described(string path, string name, CancellationToken cancellation) =>
        new(name, ContentHash.OfFile(path, cancellation), new FileInfo(path).Length, 0);
}
