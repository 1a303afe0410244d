using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 3: the removed rows, and the steps that clean values.</summary>
internal sealed class CleanView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Clean;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var table = artifacts.Read(Artifact.CleanTable);
        yield return Page.Facts(("rows in", Format.Count(table.RowsIn)), ("rows out", Format.Count(table.RowsOut)));
        if (table.Dropped.Count > 0)
        {
            yield return Page.Heading("Removed rows");
            var dropped = Page.Table("=rule", ">rows", "why");
            foreach (var rule in table.Dropped)
            {
                dropped.Row(rule.Rule, Format.Count(rule.Rows), rule.Reason);
            }

            yield return dropped;
        }

        yield return Page.Heading("Steps on values");
        yield return StepTable.Of(artifacts.Read(Artifact.CleanPlan));
    }
}
