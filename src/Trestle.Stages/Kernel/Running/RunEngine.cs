using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Running;

/// <summary>How a run ended.</summary>
/// <param name="Run">Its number.</param>
/// <param name="Ran">Units that were run.</param>
/// <param name="Reused">Units whose earlier result was taken.</param>
/// <param name="Artifacts">All that was written or taken.</param>
public sealed record RunResult(int Run, int Ran, int Reused, ArtifactReader Artifacts);

/// <summary>
/// Runs the stages of a project: a stage is ready when every stage that writes what it reads has ended; ready units run side by
/// side as far as cores and memory allow. Everything is on record before the next unit begins, so a run that is killed goes on
/// where it was. A stage whose document opens a further round makes the stages of the loop ready again (<see cref="Stage.Again"/>).
/// </summary>
public sealed class RunEngine(
    Project project, RecordStore records, IReadOnlyList<IStage> stages, IRunObserver observer, Resources machine, TimeProvider clock)
{
    /// <summary>Called when a run is on record, before its first unit begins; null for nothing.</summary>
    public Func<int, CancellationToken, Task>? Started { get; init; }

    /// <summary>Called when the end of a run is on record, whichever way it ended; null for nothing.</summary>
    public Func<int, CancellationToken, Task>? Ended { get; init; }

    /// <summary>Runs what is selected, and takes what lies before it from earlier runs.</summary>
    public async Task<RunResult> RunAsync(RunSelection selection, string command, CancellationToken cancellation)
    {
        selection.Check([.. stages.Select(stage => stage.Stage)]);
        project.ClearTempFolders();
        project.Store.RemoveLeftovers();
        var needed = stages.Where(stage => selection.Reaches(stage.Stage)).ToArray();
        using var first = FirstKey.Begin(project, needed, cancellation);
        var interrupted = await RunRecords.InterruptedAsync(records, project, cancellation);
        var run = await RunRecords.StartAsync(records, project, command, interrupted, clock, cancellation);
        observer.RunStarted(
            run, interrupted is null ? null : $"resumes run {interrupted}, which was interrupted",
            [.. needed.Select(stage => stage.Stage)]);

        var status = RunStatus.Failed;
        try
        {
            await (Started?.Invoke(run, cancellation) ?? Task.CompletedTask);
            var runner = new UnitRunner(project, records, observer, clock) { First = first };
            var result = await new StageRun(run, new PendingStages(project, needed), selection, runner, observer, machine)
                .RunAsync(cancellation);
            status = RunStatus.Finished;
            return result;
        }
        catch (Exception e)
        {
            status = StatusOf(e);
            throw;
        }
        finally
        {
            await records.EndRunAsync(run, status, CancellationToken.None);
            project.ClearTempFolders();
            await (Ended?.Invoke(run, CancellationToken.None) ?? Task.CompletedTask);
        }
    }

    /// <summary>Runs one unit of a run on record alone, whether or not there is a result of it already.</summary>
    public async Task<RunResult> ExecuteAsync(Unit unit, CancellationToken cancellation)
    {
        var stage = stages.FirstOrDefault(stage => stage.Stage.Slug == unit.Stage)
            ?? throw new TrestleException(
                RunnerErrors.NoUnit(unit.ToString(), [.. stages.Select(stage => $"{unit.Run}/{stage.Stage.Slug}")]));
        var places = new List<ArtifactPlace>();
        foreach (var other in stages)
        {
            places.AddRange(
                (
                    await RunRecords.ArtifactsAsync(records, unit.Run, other.Stage, cancellation)).Where(
                        place => Sees(stage.Stage, unit.Shard, other.Stage, place.Shard)));
        }

        await project.Store.FetchAsync(places.Select(place => place.Hash), cancellation);
        var reader = new ArtifactReader(project.Store, places);
        var shards = stage.Shards(reader);
        if (!shards.Contains(unit.Shard))
        {
            throw new TrestleException(
                RunnerErrors.NoUnit(unit.ToString(), [.. shards.Select(shard => new Unit(unit.Run, unit.Stage, shard).ToString())]));
        }

        var done = await new UnitRunner(project, records, observer, clock)
            .RunAsync(stage, unit, reader, force: true, mayRun: true, machine, cancellation);
        return new RunResult(unit.Run, 1, 0, new ArtifactReader(project.Store, [.. places, .. done.Written]));
    }

    /// <summary>
    /// Whether a unit saw what a shard of another stage wrote when it was its turn. A unit of the search saw its own round of the stages
    /// before it, and the round before of the others; other units saw all rounds. A stage that takes two turns ends with the undivided
    /// unit, which sees what its other units wrote.
    /// </summary>
    private static bool Sees(Stage stage, string shard, Stage writer, string written)
    {
        var searches = stage.Again.Contains(Artifact.CandidateRound.Name);
        return writer.Number < stage.Number ? !searches || RoundName.Round(written) <= RoundName.Round(shard)
            : searches ? RoundName.Round(written) < RoundName.Round(shard)
            : writer == stage && shard == Unit.Whole && written != Unit.Whole;
    }

    private static RunStatus StatusOf(Exception e) => e switch
    {
        OperationCanceledException => RunStatus.Cancelled,
        TrestleException { ExitCode: ExitCode.Refused } => RunStatus.Refused,
        _ => RunStatus.Failed,
    };
}
