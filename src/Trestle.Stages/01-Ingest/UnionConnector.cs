namespace Trestle.Stages.Ingest;

/// <summary>Other tables of the project, one under the other.</summary>
internal sealed class UnionConnector : IConnector
{
    /// <inheritdoc/>
    public string Name => "union";

    /// <inheritdoc/>
    public bool Takes(SourceSettings settings) => settings.Union.Count > 0;

    /// <inheritdoc/>
    public string Version(SourceRequest request, CancellationToken cancellation) => string.Join(
        '\n', request.Settings.Parts.Select(part => $"{part.Key}\n{SourceReader.Version(request.Of(part), cancellation)}"));

    /// <inheritdoc/>
    public SourceRead Read(SourceRequest request, CancellationToken cancellation)
    {
        var (settings, parts) = (request.Settings, new List<SourceRead>());
        try
        {
            foreach (var part in settings.Parts)
            {
                parts.Add(SourceReader.Read(request.Of(part), cancellation));
                CheckOrigin(settings.Origin, part.Key, parts[^1].Import.Table.Schema, request.Where);
            }

            var rows = request.Tables.Unite(
                [.. settings.Parts.Zip(parts, (part, read) => (part.Key, read.Import))], settings.Origin, settings.Schema, cancellation);
            return new SourceRead(
                StandardNames.Apply(settings.Names, rows, request.Tables, cancellation),
                string.Join(", ", parts.Select(part => part.Format).Distinct()),
                [.. parts.SelectMany(part => part.Files)]);
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    private static void CheckOrigin(string? origin, string table, RowSchema schema, string where)
    {
        if (origin is not null
            && schema.Columns.Any(column => column.Name.Trim().Equals(origin.Trim(), StringComparison.OrdinalIgnoreCase)))
        {
            throw new TrestleException(UnionErrors.OriginTaken(origin, table, where));
        }
    }
}
