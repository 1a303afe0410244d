using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Sources;

/// <summary>Puts tables that were read one under the other: columns are matched by name, as those of several files are.</summary>
internal sealed class TableUnion(TableEngine engine)
{
    /// <summary>The rows of all tables, in their order.</summary>
    /// <param name="parts">The tables, by name.</param>
    /// <param name="origin">The name of a column with the name of the table that a row is from; null for none.</param>
    /// <param name="mode">How their columns may differ.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public Import Of(
        IReadOnlyList<(string Name, Import Rows)> parts, string? origin, SchemaMode mode, CancellationToken cancellation)
    {
        using var session = engine.Connect();
        ParquetFile[] files = [.. parts.Select(part => Describe(session, part.Name, part.Rows.Table, origin, cancellation))];
        var union = TypedUnion.Of([.. files.Select(file => file.Columns)], mode);
        string[] names = [.. union.Columns.Select(column => column.Name)];
        var raw = engine.Temporary();
        var all = string.Join(" UNION ALL ", files.Select((file, at) => file.Select(union.Columns, union.Positions[at])));
        TableEngine.Write(raw, () => session.Execute(Sql.CopyToParquet(all, raw, names), cancellation));
        return new Import(
            engine.Open(raw, names, cancellation),
            [.. parts.SelectMany(part => part.Rows.Files)],
            parts.Sum(part => part.Rows.RejectedCount),
            [.. parts.SelectMany(part => part.Rows.Rejected).Take(Import.RejectedKept)],
            [.. parts.SelectMany(part => part.Rows.Notes.Select(note => $"{part.Name}: {note}")), .. union.Notes],
            Types([.. parts.Select(part => part.Rows)], union))
        {
            SourceNames = parts.All(part => part.Rows.SourceNames is null) ? null
                : parts.SelectMany(part => part.Rows.SourceNames ?? new Dictionary<string, string>())
                    .DistinctBy(name => name.Key).ToDictionary(name => name.Key, name => name.Value),
        };
    }

    /// <summary>
    /// A table as one of several files of a source; the origin is a column that its folder names, as in partitioned tables. A column
    /// without a single value fits any type.
    /// </summary>
    private static ParquetFile Describe(
        Session session, string name, ParquetTable table, string? origin, CancellationToken cancellation)
    {
        var path = origin is null ? name : Path.Combine($"{Uri.EscapeDataString(origin)}={name}", name);
        var file = ParquetFile.Describe(
            session, path, Sql.Parquet(table.Path), [.. table.Schema.Columns.Select(column => column.Name)], cancellation);
        return file.Emptied(session, table.Schema.Columns.Select(column => column.Name).ToHashSet(), cancellation);
    }

    /// <summary>What the columns were; null where no table has types.</summary>
    private static Dictionary<string, SourceType>? Types(IReadOnlyList<Import> parts, TypedUnion union)
    {
        if (parts.All(part => part.Types is null))
        {
            return null;
        }

        var types = union.Columns.ToDictionary(column => column.Name, _ => SourceType.Empty);
        for (var i = 0; i < union.Columns.Count; i++)
        {
            foreach (var (part, positions) in parts.Zip(union.Positions).Where(pair => pair.Second[i] >= 0))
            {
                var own = positions[i] < part.Table.Schema.Count
                    ? part.Types?.GetValueOrDefault(part.Table.Schema[positions[i]].Name, SourceType.Text) : SourceType.Text;
                var name = union.Columns[i].Name;
                types[name] = TypedUnion.Common(types[name], own ?? SourceType.Text);
            }
        }

        return types;
    }
}
