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

/// <summary>Tells what a run would do, without running anything.</summary>
public sealed class RunPlanner(Project project, RecordStore records, IReadOnlyList<IStage> stages)
{
    /// <summary>The units of the selected stages and of those before them, in order.</summary>
    public async Task<IReadOnlyList<PlannedUnit>> PlanAsync(RunSelection selection, CancellationToken cancellation)
    {
        selection.Check([.. stages.Select(stage => stage.Stage)]);
        var results = new EarlierResults(project, records);
        var units = new List<PlannedUnit>();
        var places = new List<ArtifactPlace>();
        var open = new Dictionary<string, Stage>(StringComparer.Ordinal);
        var needed = stages.Where(stage => selection.Reaches(stage.Stage)).ToArray();
        var waiting = needed.ToList();
        var begun = new HashSet<(Stage, string)>();
        while (waiting.MinBy(stage => stage.Stage.Number) is { } stage)
        {
            waiting.Remove(stage);
            if (stage.Stage.Reads.FirstOrDefault(open.ContainsKey) is { } unknown)
            {
                units.Add(new PlannedUnit(stage.Stage, Unit.Whole, PlannedOutcome.Depends, $"on what stage {open[unknown].Number}, {open[unknown].Slug}, writes"));
                Open(stage.Stage);
                continue;
            }

            var reader = new ArtifactReader(project.Store, [.. places]);
            var known = places.Count;
            foreach (var shard in stage.Shards(reader).Where(shard => begun.Add((stage.Stage, shard))))
            {
                var key = UnitKey.Of(stage, shard, project, reader, cancellation);
                var (earlier, why) = await results.FindAsync(key.Hash(), key, cancellation);
                var selected = selection.Runs(stage.Stage);
                var outcome = earlier is not null && !(selected && selection.Force) ? PlannedOutcome.Reuse : selected ? PlannedOutcome.Run : PlannedOutcome.Missing;
                units.Add(new PlannedUnit(stage.Stage, shard, outcome, outcome == PlannedOutcome.Reuse ? "inputs, settings and code are unchanged" : earlier is not null ? "forced" : why));
                places.AddRange(earlier ?? []);
                if (outcome != PlannedOutcome.Reuse)
                {
                    Open(stage.Stage);
                }
            }

            var written = places.Skip(known).Select(place => place.Name).ToHashSet();
            waiting.AddRange(needed.Where(other => other.Stage.Again.Any(written.Contains) && !waiting.Contains(other)));
        }

        return units;

        void Open(Stage stage)
        {
            foreach (var artifact in stage.Writes)
            {
                open[artifact] = stage;
            }
        }
    }
}
