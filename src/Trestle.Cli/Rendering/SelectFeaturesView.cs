using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 7: which features were kept and dropped, and why.</summary>
internal sealed class SelectFeaturesView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.SelectFeatures;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var features = artifacts.Read(Artifact.FeatureList).Features;
        var table = Page.Table("=", "feature", "from", "=kind", "why");
        foreach (var feature in features.OrderBy(feature => feature.Kept))
        {
            table.Row(
                feature.Kept ? new Cell("kept", Styles.Good) : new Cell("dropped", Styles.Attention),
                feature.Feature,
                feature.Source == feature.Feature ? "" : feature.Source,
                feature.Kind.ToString().ToLowerInvariant(),
                feature.Reason);
        }

        return [table];
    }
}
