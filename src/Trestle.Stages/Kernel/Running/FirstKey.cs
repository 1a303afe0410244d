using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Kernel.Running;

/// <summary>
/// The key of the first unit of a run, which depends on no other. The files of a source are read for it, so it is found while the records
/// are opened.
/// </summary>
internal sealed class FirstKey : IDisposable
{
    private readonly IStage first;
    private readonly Meanwhile<UnitKey> key;

    private FirstKey(IStage first, Meanwhile<UnitKey> key) => (this.first, this.key) = (first, key);

    /// <summary>Begins to find it.</summary>
    public static FirstKey? Begin(Project project, IReadOnlyList<IStage> stages, CancellationToken cancellation)
    {
        UnitKey Of(IStage stage, CancellationToken stop) =>
            UnitKey.Of(stage, Unit.Whole, project, new ArtifactReader(project.Store, []), stop);
        return stages is [var first, ..] ? new FirstKey(first, new Meanwhile<UnitKey>(stop => Of(first, stop), cancellation)) : null;
    }

    /// <summary>The key, for that unit; null for others.</summary>
    public UnitKey? For(IStage stage, ArtifactReader artifacts) => stage == first && artifacts.Places.Count == 0 ? key.Result : null;

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
