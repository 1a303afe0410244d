using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Records;

namespace Trestle.Stages.Lifecycle.Lineage;

/// <summary>Events of one run, as OpenLineage 2-0-2 has them (https://openlineage.io/spec/2-0-2/OpenLineage.json).</summary>
internal sealed class LineageEvents(LineageSettings settings, RunRecord run)
{
    private const string Specification = "https://openlineage.io/spec";
    private const string Schema = $"{Specification}/2-0-2/OpenLineage.json#/$defs/RunEvent";
    private const string Job = "JobTypeJobFacet";

    /// <summary>The namespace of jobs and tables.</summary>
    public string Namespace => settings.Namespace;

    /// <summary>Name of the project, and of the job that a run of it is.</summary>
    public string Project => run.Run.Project;

    /// <summary>The run has started.</summary>
    public JsonObject Start() => Event("START", run.StartedAt, RunFacets(null), Project, "DAG");

    /// <summary>The run has ended.</summary>
    public JsonObject End(IReadOnlyList<UnitRecord> units) => Event(
        StateOf(run.Status), run.EndedAt ?? run.StartedAt, RunFacets(units.FirstOrDefault(unit => unit.Error is not null)?.Error), Project,
        "DAG");

    /// <summary>A stage has started, or ended with an error or without.</summary>
    public JsonObject Stage(string stage, string state, DateTimeOffset at, string? error)
    {
        var facets = new JsonObject
        {
            ["parent"] = Facet("ParentRunFacet", "1-2-0", new JsonObject
            {
                ["run"] = new JsonObject { ["runId"] = Id("") },
                ["job"] = new JsonObject { ["namespace"] = Namespace, ["name"] = Project },
            }),
        };
        AddError(facets, error);
        return Event(state, at, facets, $"{Project}.{stage}", "TASK", stage);
    }

    /// <summary>A facet: what it says, who says it, and the schema that it follows.</summary>
    public static JsonObject Facet(string name, string version, JsonObject content)
    {
        content["_producer"] = Producer;
        content["_schemaURL"] = $"{Specification}/facets/{version}/{name}.json#/$defs/{name}";
        return content;
    }

    private static string Producer => $"urn:trestle:{CodeVersion.Release}";

    private static string StateOf(RunStatus status) => status switch
    {
        RunStatus.Finished => "COMPLETE",
        RunStatus.Cancelled or RunStatus.Interrupted => "ABORT",
        RunStatus.Running => "RUNNING",
        _ => "FAIL",
    };

    private JsonObject RunFacets(string? error)
    {
        var facets = new JsonObject
        {
            ["processing_engine"] = Facet("ProcessingEngineRunFacet", "1-1-1", new JsonObject
            {
                ["name"] = "trestle",
                ["version"] = run.Run.CodeVersion,
            }),
        };
        AddError(facets, error);
        return facets;
    }

    private static void AddError(JsonObject facets, string? error)
    {
        if (error is not null)
        {
            facets["errorMessage"] = Facet("ErrorMessageRunFacet", "1-0-1", new JsonObject
            {
                ["message"] = error,
                ["programmingLanguage"] = "C#",
            });
        }
    }

    private JsonObject Event(string state, DateTimeOffset at, JsonObject facets, string job, string kind, string stage = "") => new()
    {
        ["eventType"] = state,
        ["eventTime"] = at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        ["producer"] = Producer,
        ["schemaURL"] = Schema,
        ["run"] = new JsonObject { ["runId"] = Id(stage), ["facets"] = facets },
        ["job"] = new JsonObject
        {
            ["namespace"] = Namespace,
            ["name"] = job,
            ["facets"] = new JsonObject
            {
                ["jobType"] = Facet(Job, "2-0-4", new JsonObject
                {
                    ["processingType"] = "BATCH",
                    ["integration"] = "TRESTLE",
                    ["jobType"] = kind,
                }),
            },
        },
        ["inputs"] = new JsonArray(),
        ["outputs"] = new JsonArray(),
    };

    /// <summary>The same UUID for the same run and stage, whoever computes it: a hash, as version 8 of RFC 9562 allows.</summary>
    private string Id(string stage)
    {
        var name = $"{Namespace}/{Project}/{run.Id}/{run.StartedAt.UtcTicks}/{stage}";
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
