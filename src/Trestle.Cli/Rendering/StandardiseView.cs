using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 4: the steps that standardise values.</summary>
internal sealed class StandardiseView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Standardise;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard) => [StepTable.Of(artifacts.Read(Artifact.StandardPlan))];
}
