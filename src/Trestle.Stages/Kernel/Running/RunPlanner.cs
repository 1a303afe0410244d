using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Running;

/// <summary>What a run would do about a unit.</summary>
public enum PlannedOutcome
{
    /// <summary>An earlier result would be taken.</summary>
    Reuse,

    /// <summary>It would be run.</summary>
    Run,

    /// <summary>It depends on what a stage before it writes: the same as earlier, or something new.</summary>
    Depends,

    /// <summary>It is not selected, and has no earlier result, so the run would stop here.</summary>
    Missing,
}

/// <summary>A unit of a run that has not been started.</summary>
/// <param name="Stage">Its stage.</param>
/// <param name="Shard">Its shard; <see cref="Unit.Whole"/> also where the shards are not known yet.</param>
/// <param name="Outcome">What would become of it.</param>
/// <param name="Reason">Why.</param>
public sealed record PlannedUnit(Stage Stage, string Shard, PlannedOutcome Outcome, string Reason);

/// <summary>Says what a run would do, without running anything.</summary>
public sealed class RunPlanner(Project project, RecordStore records, IReadOnlyList<IStage> stages)
{
    /// <summary>The units of the selected stages and of those before them, in order.</summary>
    public async Task<IReadOnlyList<PlannedUnit>> PlanAsync(RunSelection selection, CancellationToken cancellation)
    {
        selection.Check([.. stages.Select(stage => stage.Stage)]);
        var units = new List<PlannedUnit>();
        var open = new Dictionary<string, Stage>(StringComparer.Ordinal);
        var pending = new PendingStages(project, [.. stages.Where(stage => selection.Reaches(stage.Stage))]);
        while (pending.Any)
        {
            var stage = pending.First;
            var (planned, written) = stage.Stage.Reads.FirstOrDefault(open.ContainsKey) is { } unknown
                ? ([Depends(stage.Stage, open[unknown])], [])
                : await ShardsAsync(stage, pending, selection, cancellation);
            units.AddRange(planned);
            if (planned.Any(unit => unit.Outcome != PlannedOutcome.Reuse))
            {
                foreach (var artifact in stage.Stage.Writes)
                {
                    open[artifact] = stage.Stage;
                }
            }

            pending.End([stage], written);
        }

        return units;
    }

    private static PlannedUnit Depends(Stage stage, Stage writer) =>
        new(stage, Unit.Whole, PlannedOutcome.Depends, $"depends on what stage {writer.Number}, {writer.Slug}, writes");

    /// <summary>The shards of a stage whose inputs are known, and what earlier runs wrote for them.</summary>
    private async Task<(IReadOnlyList<PlannedUnit> Planned, IReadOnlyList<ArtifactPlace> Written)> ShardsAsync(
        IStage stage, PendingStages pending, RunSelection selection, CancellationToken cancellation)
    {
        var results = new EarlierResults(project, records);
        var (planned, written) = (new List<PlannedUnit>(), new List<ArtifactPlace>());
        var known = pending.Written;
        foreach (var shard in pending.Begin(stage, known))
        {
            var key = UnitKey.Of(stage, shard, project, known, cancellation);
            var (earlier, why) = await results.FindAsync(key.Hash(), key, cancellation);
            planned.Add(Planned(stage.Stage, shard, selection, earlier is not null, why));
            written.AddRange(earlier ?? []);
        }

        return (planned, written);
    }

    private static PlannedUnit Planned(Stage stage, string shard, RunSelection selection, bool earlier, string why)
    {
        var selected = selection.Runs(stage);
        return (earlier, selected) switch
        {
            (true, true) when selection.Force => new PlannedUnit(stage, shard, PlannedOutcome.Run, "forced"),
            (true, _) => new PlannedUnit(stage, shard, PlannedOutcome.Reuse, "inputs, settings and code are unchanged"),
            (false, true) => new PlannedUnit(stage, shard, PlannedOutcome.Run, why),
            (false, false) => new PlannedUnit(stage, shard, PlannedOutcome.Missing, why),
        };
    }
}
