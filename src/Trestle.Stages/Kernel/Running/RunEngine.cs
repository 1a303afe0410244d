using System.Runtime.ExceptionServices;

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
public sealed class RunEngine(Project project, RecordStore records, IReadOnlyList<IStage> stages, IRunObserver observer, Resources machine, TimeProvider clock)
{
    /// <summary>Below this many bytes a unit is not started beside another.</summary>
    private const long LeastMemory = 512L << 20;

    /// <summary>Runs what is selected, and takes what lies before it from earlier runs.</summary>
    public async Task<RunResult> RunAsync(RunSelection selection, string command, CancellationToken cancellation)
    {
        selection.Check([.. stages.Select(stage => stage.Stage)]);
        project.ClearTempFolders();
        project.Store.RemoveLeftovers();
        var interrupted = await RunRecords.InterruptedAsync(records, project, cancellation);
        var run = await RunRecords.StartAsync(records, project, command, interrupted, clock, cancellation);
        var needed = stages.Where(stage => selection.Reaches(stage.Stage)).ToArray();
        observer.RunStarted(run, interrupted is null ? null : $"goes on from run {interrupted}, which was interrupted", [.. needed.Select(stage => stage.Stage)]);

        var status = RunStatus.Failed;
        try
        {
            var result = await RunStagesAsync(run, needed, selection, cancellation);
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
        }
    }

    /// <summary>Runs one unit of a run on record alone, whether or not there is a result of it already.</summary>
    public async Task<RunResult> ExecuteAsync(Unit unit, CancellationToken cancellation)
    {
        var stage = stages.FirstOrDefault(stage => stage.Stage.Slug == unit.Stage)
            ?? throw new TrestleException(RunnerErrors.NoUnit(unit.ToString(), [.. stages.Select(stage => $"{unit.Run}/{stage.Stage.Slug}")]));
        var places = new List<ArtifactPlace>();
        foreach (var other in stages)
        {
            var rounds = RoundsSeen(stage.Stage, unit.Shard, other.Stage);
            places.AddRange((await RunRecords.ArtifactsAsync(records, unit.Run, other.Stage, cancellation)).Where(place => RoundName.Round(place.Shard) <= rounds));
        }

        var reader = new ArtifactReader(project.Store, places);
        var shards = stage.Shards(reader);
        if (!shards.Contains(unit.Shard))
        {
            throw new TrestleException(RunnerErrors.NoUnit(unit.ToString(), [.. shards.Select(shard => new Unit(unit.Run, unit.Stage, shard).ToString())]));
        }

        var done = await new UnitRunner(project, records, observer, clock).RunAsync(stage, unit, reader, force: true, mayRun: true, machine, cancellation);
        return new RunResult(unit.Run, 1, 0, new ArtifactReader(project.Store, [.. places, .. done.Written]));
    }

    private async Task<RunResult> RunStagesAsync(int run, IReadOnlyList<IStage> needed, RunSelection selection, CancellationToken cancellation)
    {
        var places = new List<ArtifactPlace>();
        var waiting = needed.ToList();
        var unit = new UnitRunner(project, records, observer, clock);
        var begun = new HashSet<(Stage, string)>();
        var (ran, reused) = (0, 0);
        while (waiting.Count > 0)
        {
            var open = waiting.SelectMany(stage => stage.Stage.Writes).ToHashSet();
            var ready = waiting.Where(stage => !stage.Stage.Reads.Any(open.Contains)).ToArray();
            var reader = new ArtifactReader(project.Store, [.. places]);
            var units = ready.SelectMany(stage => New(stage, reader).Select(shard => (Stage: stage, Unit: new Unit(run, stage.Stage.Slug, shard)))).ToArray();
            var width = (int)Math.Clamp(Math.Min(units.Length, machine.Memory / LeastMemory), 1, machine.Cores);
            var share = new Resources(Math.Max(1, machine.Cores / width), machine.Memory / width);

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var slots = new SemaphoreSlim(width);
            var results = await Task.WhenAll(units.Select(entry => Task.Run(() => OneAsync(entry.Stage, entry.Unit), CancellationToken.None)));
            if (results.FirstOrDefault(result => result.Failure is not null and not OperationCanceledException).Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            cancellation.ThrowIfCancellationRequested();
            foreach (var result in results)
            {
                places.AddRange(result.Done!.Written);
                ran += result.Done.Outcome == UnitOutcome.Finished ? 1 : 0;
                reused += result.Done.Outcome == UnitOutcome.Reused ? 1 : 0;
            }

            var written = results.SelectMany(result => result.Done!.Written).Select(place => place.Name).ToHashSet();
            waiting.RemoveAll(ready.Contains);
            waiting.AddRange(needed.Where(stage => stage.Stage.Again.Any(written.Contains) && !waiting.Contains(stage)));

            string[] New(IStage stage, ArtifactReader reader)
            {
                string[] shards = [.. stage.Shards(reader).Where(shard => begun.Add((stage.Stage, shard)))];
                if (shards.Length > 0)
                {
                    observer.StageStarted(stage.Stage, shards);
                }

                return shards;
            }

            async Task<(UnitDone? Done, Exception? Failure)> OneAsync(IStage stage, Unit name)
            {
                try
                {
                    await slots.WaitAsync(stop.Token);
                    try
                    {
                        var selected = selection.Runs(stage.Stage);
                        return (await unit.RunAsync(stage, name, reader, selected && selection.Force, selected, share, stop.Token), null);
                    }
                    finally
                    {
                        slots.Release();
                    }
                }
                catch (Exception e)
                {
                    await stop.CancelAsync();
                    return (null, e);
                }
            }
        }

        return new RunResult(run, ran, reused, new ArtifactReader(project.Store, places));
    }

    /// <summary>
    /// Up to which round a unit saw what another stage wrote when it was its turn: of the stages before it its own round, of the
    /// others the round before; all rounds when it is no part of the loop.
    /// </summary>
    private static int RoundsSeen(Stage stage, string shard, Stage writer)
    {
        var loops = stage.Again.Count > 0;
        return writer.Number < stage.Number ? (loops ? RoundName.Round(shard) : int.MaxValue) : loops ? RoundName.Round(shard) - 1 : 0;
    }

    private static RunStatus StatusOf(Exception e) => e switch
    {
        OperationCanceledException => RunStatus.Cancelled,
        TrestleException { ExitCode: ExitCode.Refused } => RunStatus.Refused,
        _ => RunStatus.Failed,
    };
}
