using Trestle.Storage.Tables;

using SourceFile = Trestle.Stages.Kernel.Artifacts.SourceFile;

namespace Trestle.Stages.Ingest;

/// <summary>A query over other tables of the project, with their values as stage 2 reads them.</summary>
internal sealed class SqlConnector : IConnector
{
    private const long LargestFile = 1 << 20;

    /// <inheritdoc/>
    public string Name => "sql";

    /// <inheritdoc/>
    public bool Takes(SourceSettings settings) => settings.Sql is not null;

    /// <inheritdoc/>
    public string Version(SourceRequest request, CancellationToken cancellation)
    {
        var file = Described(request, cancellation);
        return string.Join(
            '\n',
            request.Settings.Parts.Select(part => $"{part.Key}\n{SourceReader.Version(request.Of(part), cancellation)}")
                .Prepend($"{file.Path} {file.Hash}"));
    }

    /// <inheritdoc/>
    public SourceRead Read(SourceRequest request, CancellationToken cancellation)
    {
        var file = Described(request, cancellation);
        var query = File.ReadAllText(PathOf(request));
        var inputs = new List<SqlInput>();
        try
        {
            foreach (var part in request.Settings.Parts)
            {
                cancellation.ThrowIfCancellationRequested();
                inputs.Add(Input(request, part, cancellation));
            }

            var (rows, origins, fault) = request.Tables.Query(inputs, query, cancellation);
            if (rows is null)
            {
                throw new TrestleException(SqlErrors.Refused(request.Settings.Sql!, Shown(request, fault!), request.Where));
            }

            var import = StandardNames.Apply(request.Settings.Names, rows, request.Tables, cancellation);
            return new SourceRead(import, Name, [file with { Rows = import.Table.Rows }])
            {
                Origins = origins!.Named([.. import.Table.Schema.Columns.Select(column => column.Name)]),
            };
        }
        finally
        {
            inputs.ForEach(input => File.Delete(input.Rows.Path));
        }
    }

    /// <summary>A table for the query, in a temporary file: its values as stage 2 reads them, without private columns.</summary>
    private static SqlInput Input(SourceRequest request, KeyValuePair<string, TableSource> part, CancellationToken cancellation)
    {
        using var own = request.Known is null ? SourceReader.Read(request.Of(part), cancellation) : null;
        var import = own?.Import ?? request.Known!(part.Key);
        var settings = part.Value.Settings;
        string[] columns = [.. import.Table.Schema.Columns.Select(column => column.Name).Except(settings.Private)];
        var typing = RawTyping.Of(settings, import, columns, cancellation);
        var file = Path.Combine(request.Temporary, $"{Guid.NewGuid():N}.parquet");
        var rows = request.Tables.Write(
            typing.Plan.Output, import.Table.Scan(columns, null, cancellation).Select(typing.Plan.Apply), file, cancellation);
        return new SqlInput(part.Key, rows, typing.Columns.ToDictionary(column => column.Name, column => column.Type));
    }

    /// <summary>What the engine says; it may quote values, which are not shown if a table has private columns.</summary>
    private static string Shown(SourceRequest request, string fault) =>
        request.Settings.Parts.Any(part => part.Value.Private.Count > 0) && fault.Contains("Conversion", StringComparison.Ordinal)
            ? "a value cannot be converted" : fault;

    private static string PathOf(SourceRequest request) => Path.GetFullPath(Path.Combine(request.Folder, request.Settings.Sql!));

    private static SourceFile Described(SourceRequest request, CancellationToken cancellation)
    {
        var file = new FileInfo(PathOf(request));
        return file is { Exists: true, Length: <= LargestFile }
            ? SourceReader.Described(file.FullName, request.Settings.Sql!, cancellation)
            : throw new TrestleException(SqlErrors.NoFile(request.Settings.Sql!, file.Exists, request.Where));
    }
}
