using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Kernel.Running;

/// <summary>
/// The stages of a run that still have work, and what has been written so far. The engine and the planner step through it alike: take
/// stages, ask for their new shards, report what these wrote. A stage whose loop was opened again (<see cref="Stage.Again"/>) is
/// pending again.
/// </summary>
internal sealed class PendingStages(Project project, IReadOnlyList<IStage> needed)
{
    private readonly List<IStage> pending = [.. needed];
    private readonly List<ArtifactPlace> places = [];
    private readonly HashSet<(Stage Stage, string Shard)> begun = [];

    /// <summary>Whether there is work left.</summary>
    public bool Any => pending.Count > 0;

    /// <summary>The first stage in the lifecycle that is pending.</summary>
    public IStage First => pending.MinBy(stage => stage.Stage.Number)!;

    /// <summary>What has been written so far.</summary>
    public ArtifactReader Written => new(project.Store, [.. places]);

    /// <summary>The stages that can run now: no pending stage writes what they read.</summary>
    public IReadOnlyList<IStage> Ready()
    {
        var open = pending.SelectMany(stage => stage.Stage.Writes).ToHashSet();
        return [.. pending.Where(stage => !stage.Stage.Reads.Any(open.Contains))];
    }

    /// <summary>The shards of a stage that have not begun; from now on they have.</summary>
    public IReadOnlyList<string> Begin(IStage stage, ArtifactReader written) =>
        [.. stage.Shards(written).Where(shard => begun.Add((stage.Stage, shard)))];

    /// <summary>Ends the turn of some stages, which wrote this, and makes those pending again whose loop it opens.</summary>
    public void End(IReadOnlyCollection<IStage> stages, IReadOnlyCollection<ArtifactPlace> written)
    {
        pending.RemoveAll(stages.Contains);
        places.AddRange(written);
        var names = written.Select(place => place.Name).ToHashSet();
        pending.AddRange(needed.Where(stage => stage.Stage.Again.Any(names.Contains) && !pending.Contains(stage)));
    }
}
