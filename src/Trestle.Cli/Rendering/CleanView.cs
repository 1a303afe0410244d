using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 3: the rows that were taken out, and the steps that clean values.</summary>
internal sealed class CleanView : IRoomView
{
    /// <inheritdoc/>
    public Room Room => Rooms.Clean;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Room, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var table = artifacts.Read(Artifact.CleanTable);
        yield return Page.Facts(("rows in", Words.Count(table.RowsIn)), ("rows out", Words.Count(table.RowsOut)));
        if (table.Dropped.Count > 0)
        {
            yield return Page.Heading("Taken out");
            var dropped = Page.Table("=rule", ">rows", "why");
            foreach (var rule in table.Dropped)
            {
                dropped.Row(rule.Rule, Words.Count(rule.Rows), rule.Reason);
            }

            yield return dropped;
        }

        yield return Page.Heading("Steps on values");
        yield return StepTable.Of(artifacts.Read(Artifact.CleanPlan));
    }
}
