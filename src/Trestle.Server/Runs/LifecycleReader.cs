using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Records;

namespace Trestle.Server.Runs;

/// <summary>Reads the state of the 22 stages: the records of a run, and its current progress.</summary>
internal sealed class LifecycleReader(ServedProject served, LiveRun live, IEnumerable<IStageInService> services)
{
    private static readonly StageStatus[] WorstFirst =
    [
        StageStatus.Failed, StageStatus.Refused, StageStatus.Running, StageStatus.Interrupted, StageStatus.Cancelled, StageStatus.Finished,
    ];

    /// <summary>The state of the 22 stages in a run, or without one.</summary>
    public async Task<LifecycleState> ReadAsync(RunRecord? run, CancellationToken cancellation)
    {
        var units = run is null ? [] : await served.Records.UnitsAsync(run.Id, cancellation);
        var artifacts = run is null ? new ArtifactReader(served.Project.Store, []) : await served.ArtifactsAsync(run.Id, cancellation);
        var inRun = served.Stages.Select(stage => stage.Stage).ToHashSet();
        var byStage = units.ToLookup(unit => unit.Stage);
        var stages = new List<StageState>();
        foreach (var stage in Stage.All)
        {
            var state = Of(
                stage, inRun.Contains(stage), [.. byStage[stage.Slug].GroupBy(unit => unit.Shard).Select(shard => shard.Last())], artifacts,
                run);
            var service = services.FirstOrDefault(service => service.Stage == stage);
            stages.Add(service is null ? state : await service.DescribeAsync(state, cancellation));
        }

        return new LifecycleState(run is null ? null : Summary(run, units), stages);
    }

    /// <summary>Summary of a run.</summary>
    public static RunSummary Summary(RunRecord run, IReadOnlyList<UnitRecord> units) => new(
        run.Id,
        Word(run.Status),
        run.StartedAt,
        run.EndedAt,
        run.Run.Command,
        run.Run.Seed,
        run.Run.CodeVersion,
        run.Run.Machine,
        run.Run.Resumes,
        units.Count(unit => unit.Status == UnitStatus.Finished),
        units.Count(unit => unit.Status == UnitStatus.Reused));

    private StageState Of(Stage stage, bool inRun, IReadOnlyList<UnitRecord> units, ArtifactReader artifacts, RunRecord? run)
    {
        var written = artifacts.Places.Where(place => place.Stage == stage.Slug).ToArray();
        var progress = run is not null && live.Run == run.Id ? live.Of(stage, units.Count) : null;
        var ran = units.Where(unit => unit.Status != UnitStatus.Reused).ToArray();
        return new StageState
        {
            Number = stage.Number,
            Slug = stage.Slug,
            Title = stage.Title,
            Question = stage.Question,
            Reads = stage.Reads,
            Writes = stage.Writes,
            InRun = inRun,
            Status = Status(inRun, units, progress),
            Started = ran.Length > 0 ? ran.Min(unit => unit.StartedAt) : null,
            Ended = ran.Length > 0 && ran.All(unit => unit.EndedAt is not null) ? ran.Max(unit => unit.EndedAt) : null,
            Share = progress?.Share,
            Doing = progress?.What,
            Line = StageLines.Find(stage, artifacts),
            Units = [
                .. units.Select(
                    unit => new UnitState(
                        unit.Shard, Status(unit.Status), unit.Reason, unit.StartedAt, unit.EndedAt, unit.PeakMemory, unit.Error))],
            Artifacts = [
                .. written.Where(place => place.Name != UnitKey.ArtifactName).Select(
                    place => new WrittenArtifact(place.Shard, place.Name, place.Hash, place.Bytes, stage.Writes.Contains(place.Name)))],
        };
    }

    /// <summary>The state of a stage is that of its worst unit.</summary>
    private static StageStatus Status(bool inRun, IReadOnlyList<UnitRecord> units, UnitProgress? progress)
    {
        if (units.Count == 0)
        {
            return inRun ? StageStatus.Waiting : StageStatus.Idle;
        }

        var statuses = units.Select(unit => Status(unit.Status)).ToHashSet();
        return progress is not null ? StageStatus.Running : WorstFirst.Where(statuses.Contains).DefaultIfEmpty(StageStatus.Reused).First();
    }

    private static StageStatus Status(UnitStatus status) => Enum.Parse<StageStatus>(status.ToString());

    private static string Word(RunStatus status) => status.ToString().ToLowerInvariant();
}
