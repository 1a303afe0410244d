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
        if (table.Joins is { Count: > 0 } joins)
        {
            yield return Page.Heading("Joins");
            var found = Page.Table("", ">rows", ">matched", ">no key", ">unknown key", ">not yet", ">too old", ">left out");
            foreach (var join in joins)
            {
                found.Row(
                    join.Words, Format.Count(join.Rows), Format.Share(join.Share()), Format.Count(join.NoKey),
                    Format.Count(join.UnknownKey), Format.Count(join.NotYet), Format.Count(join.TooOld), Format.Count(join.Removed));
            }

            yield return found;
            foreach (var line in joins.SelectMany(join => JoinWords.Losses(join).Concat(join.Notes)))
            {
                yield return Page.Line(line);
            }

            yield return Page.Heading("Keyed tables");
            var keyed = Page.Table("", ">rows", ">keys", ">size", "columns");
            foreach (var join in joins.Where(join => join.Keyed is not null))
            {
                keyed.Row(
                    join.Keyed!, Format.Count(join.TableRows), Format.Count(join.Keys), Format.Bytes(join.Bytes),
                    Format.Some([.. join.Columns], 6));
            }

            yield return keyed;
        }

        foreach (var part in Markdown.Of(artifacts.Read(Artifact.DataCard).Markdown))
        {
            yield return part;
        }
    }
}
