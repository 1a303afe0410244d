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

        if (table.Repairs.Count > 0)
        {
            yield return Page.Heading("Repairs");
            var repairs = Page.Table("=repair", ">cells", "columns, why, most frequent changes");
            foreach (var repair in table.Repairs)
            {
                repairs.Row(repair.Step, Format.Count(repair.Cells), $"{string.Join(", ", repair.Columns)}: {repair.Reason}");
                foreach (var sample in repair.Samples)
                {
                    repairs.Row("", "", new Cell(Words(sample), Styles.Quiet));
                }
            }

            yield return repairs;
            yield return Page.Line(table.Changes is { } changes
                ? $"all changes with row, old and new value: table {changes} in the store of the project"
                : "nothing was changed");
        }

        yield return Page.Heading("Steps on values");
        yield return StepTable.Of(artifacts.Read(Artifact.CleanPlan));
    }

    private static string Words(ChangedValue change) =>
        $"{change.Column}: {Words(change.Before)} becomes {Words(change.After)}"
            + (change.Cells > 1 ? $" ({Format.Count(change.Cells)} times)" : "");

    private static string Words(string? value) => value is null ? "no value" : $"'{value}'";
}
