using System.Text.Json.Nodes;

using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables.Lineage;

namespace Trestle.Stages.Lifecycle.Lineage;

/// <summary>What is told of tables: their versions, their columns, and what these are made of.</summary>
internal sealed class TableFacets(LineageEvents events, ArtifactReader artifacts)
{
    /// <summary>The project's other tables; those that are the results of queries with what their columns are made of.</summary>
    public IEnumerable<JsonNode> Others() =>
        (artifacts.Has(Artifact.RawTable) ? artifacts.Read(Artifact.RawTable).Tables : null)?.OrderBy(
            table => table.Key, StringComparer.Ordinal).Select(table => Other(table.Key, table.Value)) ?? [];

    /// <summary>
    /// What the columns of the curated table are made of: of columns of the main table and of those that are joined, themselves or by an
    /// expression.
    /// </summary>
    public JsonObject Curated(CuratedTable curated)
    {
        var main = artifacts.Read(Artifact.RawTable).Columns.ToHashSet(StringComparer.Ordinal);
        var fields = new JsonObject();
        foreach (var column in curated.Columns)
        {
            var from = (column.From ?? [column.Name]).SelectMany(name => Sources(name, main, curated)).Distinct().ToArray();
            if (from.Length > 0)
            {
                fields[column.Name] = Field(from);
            }
        }

        return Lineage(fields, []);
    }

    /// <summary>The version of a dataset: the hash of its content.</summary>
    public static JsonObject Version(ContentHash hash) =>
        LineageEvents.Facet("DatasetVersionDatasetFacet", "1-0-1", new JsonObject { ["datasetVersion"] = hash.ToString() });

    /// <summary>The columns of a dataset; those without a type are as in the source.</summary>
    public static JsonObject Schema(IEnumerable<(string Name, ColumnType? Type)> columns) =>
        LineageEvents.Facet("SchemaDatasetFacet", "1-2-0", new JsonObject
        {
            ["fields"] = new JsonArray([.. columns.Select((column, i) => new JsonObject
            {
                ["name"] = column.Name,
                ["type"] = column.Type?.ToString().ToUpperInvariant() ?? "RAW",
                ["ordinal_position"] = i + 1,
            })]),
        });

    private JsonObject Other(string name, RawTable table)
    {
        var facets = new JsonObject
        {
            ["version"] = Version(table.Table),
            ["schema"] = Schema(table.Columns.Select(column => (column, (ColumnType?)null))),
        };
        if (table.MadeFrom is { } made)
        {
            var fields = new JsonObject();
            foreach (var column in made.Columns.Where(column => column.From.Count > 0))
            {
                fields[column.Name] = Field(column.From);
            }

            facets["columnLineage"] = Lineage(fields, made.Rows);
        }

        return new JsonObject { ["namespace"] = events.Namespace, ["name"] = NameOf(name), ["facets"] = facets };
    }

    /// <summary>The columns of the sources that a column behind the joins is: one of the main table, or what a join made.</summary>
    private static IEnumerable<TableColumn> Sources(string column, HashSet<string> main, CuratedTable curated) =>
        main.Contains(column) ? [new TableColumn(TableSource.Main, column)]
        : curated.Joins?.FirstOrDefault(join => join.MadeFrom?.ContainsKey(column) == true) is { } join
            ? join.MadeFrom![column].Select(from => new TableColumn(join.IsHistory ? TableSource.Main : join.Table, from))
            : [];

    private JsonObject Field(IEnumerable<TableColumn> from) =>
        new() { ["inputFields"] = new JsonArray([.. from.Select(column => Input(column, "DIRECT"))]) };

    private JsonObject Lineage(JsonObject fields, IReadOnlyList<TableColumn> rows)
    {
        var content = new JsonObject { ["fields"] = fields };
        if (rows.Count > 0)
        {
            content["dataset"] = new JsonArray([.. rows.Select(column => Input(column, "INDIRECT"))]);
        }

        return LineageEvents.Facet("ColumnLineageDatasetFacet", "1-2-0", content);
    }

    private JsonObject Input(TableColumn column, string type) => new()
    {
        ["namespace"] = events.Namespace,
        ["name"] = NameOf(column.Table),
        ["field"] = column.Column,
        ["transformations"] = new JsonArray(new JsonObject { ["type"] = type }),
    };

    private string NameOf(string table) =>
        $"{events.Project}.{Artifact.RawTable.Name}{(table == TableSource.Main ? "" : $".{table}")}";
}
