using System.Diagnostics;
using System.Runtime.InteropServices;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Running;

/// <summary>Runs as the record store knows them.</summary>
public static class RunRecords
{
    /// <summary>
    /// Marks the runs whose process is gone as interrupted. When the most recent run is one of those and had this configuration, its
    /// number is returned: the next run resumes it.
    /// </summary>
    public static async Task<int?> InterruptedAsync(RecordStore records, Project project, CancellationToken cancellation)
    {
        int? last = null;
        var runs = await records.RunsAsync(50, cancellation);
        foreach (var run in runs.Where(run => run.Status == RunStatus.Running && !IsAlive(run.Run)))
        {
            await records.EndRunAsync(run.Id, RunStatus.Interrupted, cancellation);
            last = run.Id == runs[0].Id && run.Run.Configuration == project.ConfigurationText ? run.Id : last;
        }

        return last
            ?? (
                runs.Count > 0 && runs[0].Status is RunStatus.Interrupted or RunStatus.Cancelled
                    && runs[0].Run.Configuration == project.ConfigurationText
                    ? runs[0].Id
                    : null);
    }

    /// <summary>Records the start of a run.</summary>
    public static Task<int> StartAsync(
        RecordStore records, Project project, string command, int? resumes, TimeProvider clock, CancellationToken cancellation)
    {
        using var self = Process.GetCurrentProcess();
        return records.StartRunAsync(
            new NewRun(
                project.Sections.Read(Section.Name),
                project.ConfigurationText,
                project.Sections.Read(Section.Seed),
                $"{CodeVersion.Release}+{CodeVersion.Current}",
                $"{Environment.MachineName}: {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
                    + $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB, "
                    + $".NET {Environment.Version}",
                command,
                Environment.ProcessId,
                self.StartTime.ToUniversalTime().Ticks,
                resumes),
            cancellation);
    }

    /// <summary>What the units of a stage wrote in a run.</summary>
    public static async Task<IReadOnlyList<ArtifactPlace>> ArtifactsAsync(
        RecordStore records, int run, Stage stage, CancellationToken cancellation)
    {
        var places = new List<ArtifactPlace>();
        var units = (await records.UnitsAsync(run, cancellation)).Where(unit => unit.Stage == stage.Slug).GroupBy(unit => unit.Shard)
            .Select(shard => shard.Last());
        foreach (var unit in units)
        {
            places.AddRange(
                (await records.ArtifactsAsync(unit, cancellation)).Select(
                    artifact => new ArtifactPlace(
                        unit.Stage, unit.Shard, Artifact.PresentName(artifact.Name), artifact.Hash, artifact.Bytes)));
        }

        return places;
    }

    /// <summary>
    /// What the stages of a run wrote. Documents of another machine are fetched from the shared store; tables and models are not.
    /// </summary>
    public static async Task<ArtifactReader> ReaderAsync(RecordStore records, Project project, int run, CancellationToken cancellation)
    {
        var places = new List<ArtifactPlace>();
        foreach (var unit in (await records.UnitsAsync(run, cancellation)).GroupBy(unit => (unit.Stage, unit.Shard))
            .Select(units => units.Last()))
        {
            var written = await records.ArtifactsAsync(unit, cancellation);
            places.AddRange(
                written.Select(
                    artifact => new ArtifactPlace(
                        unit.Stage, unit.Shard, Artifact.PresentName(artifact.Name), artifact.Hash, artifact.Bytes)));
        }

        await project.Store.FetchAsync(places.Where(IsDocument).Select(place => place.Hash), cancellation);
        return new ArtifactReader(project.Store, places);
    }

    private static bool IsDocument(ArtifactPlace place) => Stage.All.Any(stage => stage.Writes.Contains(place.Name));

    private static bool IsAlive(NewRun run)
    {
        if (!run.Machine.StartsWith($"{Environment.MachineName}: ", StringComparison.Ordinal))
        {
            // Processes of another machine cannot be seen from here: that machine will mark its own.
            return true;
        }

        try
        {
            using var process = Process.GetProcessById(run.ProcessId);
            return Math.Abs(process.StartTime.ToUniversalTime().Ticks - run.ProcessStartedAt) < TimeSpan.TicksPerSecond * 2;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
