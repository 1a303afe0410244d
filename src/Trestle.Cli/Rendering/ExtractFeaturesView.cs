using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 6: the steps that create features.</summary>
internal sealed class ExtractFeaturesView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.ExtractFeatures;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard) => [StepTable.Of(artifacts.Read(Artifact.FeaturePlan))];
}
