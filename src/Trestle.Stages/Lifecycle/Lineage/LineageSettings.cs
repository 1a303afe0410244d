using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Lifecycle.Lineage;

/// <summary>Where a run's lineage is sent, as events of OpenLineage.</summary>
public sealed record LineageSettings
{
    /// <summary>The section of the configuration; null where nothing is to be sent.</summary>
    public static Section<LineageSettings?> Section { get; } = new("lineage");

    [Setting("File that events are appended to, one JSON object a line.", Example = "lineage.jsonl")]
    public string? File { get; init; }

    [Setting("Address that events are posted to, such as that of Marquez.", Example = "https://marquez.example.org/api/v1/lineage")]
    public WebAddress? Url { get; init; }

    [Setting("Token for the address, sent as 'Authorization: Bearer'.", Example = "${LINEAGE_TOKEN}")]
    public Secret? Token { get; init; }

    [Setting("Namespace of the project's jobs and tables.")]
    public string Namespace { get; init; } = "trestle";
}
