using System.Text.Json.Nodes;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Records;

namespace Trestle.Stages.Lifecycle.Lineage;

/// <summary>
/// The events of the stages of a run: which files, tables and documents each read and wrote, with their versions, columns, counts and
/// checks.
/// </summary>
/// <param name="events">Makes events of the run.</param>
/// <param name="artifacts">What the stages wrote.</param>
/// <param name="secret">Columns whose values are not told.</param>
internal sealed class StageEvents(LineageEvents events, ArtifactReader artifacts, IReadOnlyCollection<string> secret)
{
    private readonly TableFacets tables = new(events, artifacts);

    /// <summary>Two events for each stage, in the order of the lifecycle; a reused stage has the time of this run.</summary>
    public IEnumerable<JsonObject> Of(IReadOnlyList<UnitRecord> units) =>
        units.OrderBy(unit => unit.StageNumber).GroupBy(unit => unit.Stage).SelectMany(OfStage);

    private IEnumerable<JsonObject> OfStage(IGrouping<string, UnitRecord> stage)
    {
        var (first, last) = (stage.Min(unit => unit.StartedAt), stage.Max(unit => unit.EndedAt ?? unit.StartedAt));
        var failed = stage.FirstOrDefault(unit => unit.Error is not null);
        var end = events.Stage(stage.Key, StateOf([.. stage.Select(unit => unit.Status)]), last, failed?.Error);
        var lifecycle = Stage.All.Single(one => one.Slug == stage.Key);
        end["inputs"] = new JsonArray([.. Inputs(lifecycle)]);
        end["outputs"] = new JsonArray(
            [.. lifecycle.Writes.SelectMany(name => Find(name, Output)), .. lifecycle == Stage.Ingest ? tables.Others() : []]);
        return [events.Stage(stage.Key, "START", first, null), end];
    }

    private static string StateOf(UnitStatus[] units) =>
        units.Any(unit => unit is UnitStatus.Failed or UnitStatus.Refused) ? "FAIL"
        : units.Any(unit => unit is UnitStatus.Cancelled or UnitStatus.Interrupted or UnitStatus.Running) ? "ABORT"
        : "COMPLETE";

    private IEnumerable<JsonNode> Inputs(Stage stage) => stage == Stage.Ingest
        ? artifacts.Has(Artifact.RawTable) ? artifacts.Read(Artifact.RawTable).Files.Select(Source) : []
        : stage.Reads.SelectMany(name => Find(name, place => Input(place, stage)))
            .Concat(stage == Stage.Curate ? tables.Others() : []);

    private IEnumerable<JsonNode> Find(string name, Func<ArtifactPlace, JsonNode> dataset) =>
        artifacts.Places.Where(place => place.Name == name).DistinctBy(place => place.Hash).Select(dataset);

    private static JsonObject Source(SourceFile file) => new()
    {
        ["namespace"] = "file",
        ["name"] = file.Path,
        ["facets"] = new JsonObject { ["version"] = TableFacets.Version(file.Hash) },
        ["inputFacets"] = new JsonObject
        {
            ["inputStatistics"] = LineageEvents.Facet("InputStatisticsInputDatasetFacet", "1-0-0", new JsonObject
            {
                ["rowCount"] = file.Rows,
                ["size"] = file.Bytes,
            }),
        },
    };

    private JsonObject Input(ArtifactPlace place, Stage stage)
    {
        var dataset = Dataset(place);
        if (stage == Stage.ValidateData && place.Name == Artifact.RawTable.Name && artifacts.Has(Artifact.DataReport))
        {
            var report = artifacts.Read(Artifact.DataReport);
            dataset["inputFacets"] = new JsonObject
            {
                ["dataQualityMetrics"] = Metrics(report),
                ["dataQualityAssertions"] = Checks(report),
            };
        }

        return dataset;
    }

    private JsonObject Output(ArtifactPlace place)
    {
        var dataset = Dataset(place);
        var rows = place.Name == Artifact.RawTable.Name ? artifacts.Read(Artifact.RawTable).Rows
            : place.Name == Artifact.CuratedTable.Name ? artifacts.Read(Artifact.CuratedTable).Rows
            : (long?)null;
        var statistics = new JsonObject { ["size"] = place.Bytes };
        if (rows is not null)
        {
            statistics["rowCount"] = rows;
        }

        dataset["outputFacets"] = new JsonObject
        {
            ["outputStatistics"] = LineageEvents.Facet("OutputStatisticsOutputDatasetFacet", "1-0-2", statistics),
        };
        return dataset;
    }

    private JsonObject Dataset(ArtifactPlace place)
    {
        var facets = new JsonObject { ["version"] = TableFacets.Version(place.Hash) };
        if (place.Name == Artifact.RawTable.Name)
        {
            facets["schema"] = TableFacets.Schema(artifacts.Read(Artifact.RawTable).Columns.Select(name => (name, (ColumnType?)null)));
        }
        else if (place.Name == Artifact.CuratedTable.Name)
        {
            var curated = artifacts.Read(Artifact.CuratedTable);
            facets["schema"] = TableFacets.Schema(curated.Columns.Select(column => (column.Name, (ColumnType?)column.Type)));
            facets["columnLineage"] = tables.Curated(curated);
        }

        return new JsonObject { ["namespace"] = events.Namespace, ["name"] = $"{events.Project}.{place.Name}", ["facets"] = facets };
    }

    private JsonObject Metrics(DataReport report)
    {
        var columns = new JsonObject();
        foreach (var profile in report.Columns)
        {
            var metrics = new JsonObject
            {
                ["nullCount"] = profile.Missing,
                ["distinctCount"] = profile.Distinct,
                ["count"] = profile.Rows,
            };
            if (!secret.Contains(profile.Name) && profile is { Min: { } low, Max: { } high } && double.IsFinite(low + high))
            {
                (metrics["min"], metrics["max"]) = (low, high);
            }

            columns[profile.Name] = metrics;
        }

        return LineageEvents.Facet(
            "DataQualityMetricsInputDatasetFacet", "1-0-3", new JsonObject { ["rowCount"] = report.Rows, ["columnMetrics"] = columns });
    }

    private static JsonObject Checks(DataReport report) => LineageEvents.Facet(
        "DataQualityAssertionsDatasetFacet", "1-1-0", new JsonObject
        {
            ["assertions"] = new JsonArray([.. report.Checks.Select(Check)]),
        });

    private static JsonObject Check(CheckResult check)
    {
        var assertion = new JsonObject
        {
            ["assertion"] = check.Name,
            ["success"] = check.Passed,
            ["severity"] = check.Blocking ? "error" : "warn",
            ["expected"] = check.Expected,
            ["actual"] = check.Found,
        };
        if (check.Column is { } column)
        {
            assertion["column"] = column;
        }

        return assertion;
    }
}
