using System.Text.Json.Nodes;

using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Records;

namespace Trestle.Stages.Lifecycle.Lineage;

/// <summary>
/// Sends the lineage of runs: an event when a run starts, and when it has ended one for it and two for each of its stages. What cannot be
/// delivered is told and does not end the run.
/// </summary>
public sealed class RunLineage : IDisposable
{
    private readonly Project project;
    private readonly RecordStore records;
    private readonly LineageSettings settings;
    private readonly LineageSink sink;
    private readonly List<string> undelivered = [];

    private RunLineage(Project project, RecordStore records, LineageSettings settings, TimeProvider clock)
    {
        (this.project, this.records, this.settings) = (project, records, settings);
        sink = new LineageSink(project, settings, clock);
    }

    /// <summary>What could not be delivered, in lines for people.</summary>
    public IReadOnlyList<string> Undelivered => undelivered;

    /// <summary>The lineage of a project; null where nothing is to be sent.</summary>
    public static RunLineage? Of(Project project, RecordStore records, TimeProvider clock) =>
        project.Sections.Read(LineageSettings.Section) is { } settings ? new RunLineage(project, records, settings, clock) : null;

    /// <summary>A run has started.</summary>
    public async Task StartedAsync(int run, CancellationToken cancellation)
    {
        if (await records.RunAsync(run, cancellation) is { } record)
        {
            await SendAsync([new LineageEvents(settings, record).Start()], cancellation);
        }
    }

    /// <summary>A run has ended, whichever way.</summary>
    public async Task EndedAsync(int run, CancellationToken cancellation)
    {
        if (await records.RunAsync(run, cancellation) is not { } record)
        {
            return;
        }

        var units = await records.UnitsAsync(run, cancellation);
        var artifacts = await RunRecords.ReaderAsync(records, project, run, cancellation);
        var events = new LineageEvents(settings, record);
        var secret = project.Sections.Read(Section.Table).Private;
        await SendAsync([.. new StageEvents(events, artifacts, secret).Of(units), events.End(units)], cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => sink.Dispose();

    private async Task SendAsync(IReadOnlyList<JsonObject> events, CancellationToken cancellation)
    {
        if (await sink.SendAsync(events, cancellation) is { } fault)
        {
            undelivered.Add($"lineage: {events.Count} of the run's events were not delivered to {sink.Place}: {fault}");
        }
    }
}
