using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 5: the typed table, and its card.</summary>
internal sealed class CurateView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Curate;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var table = artifacts.Read(Artifact.CuratedTable);
        yield return Page.Facts(("rows", Format.Count(table.Rows)), ("time", table.Time), ("table", Format.Short(table.Table)));
        foreach (var part in Markdown.Of(artifacts.Read(Artifact.DataCard).Markdown))
        {
            yield return part;
        }
    }
}
