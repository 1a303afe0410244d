using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 1: the snapshot and its split.</summary>
internal sealed class IngestView : IStageView
{
    private const int ShownRows = 10;

    /// <inheritdoc/>
    public Stage Stage => Stage.Ingest;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var table = artifacts.Read(Artifact.RawTable);
        yield return Page.Facts(
            ("rows", Format.Count(table.Rows)),
            ("columns", Format.Count(table.Columns.Count)),
            ("format", table.Format),
            ("split", $"by {table.SplitBy}"),
            ("time", table.Time),
            ("table", Format.Short(table.Table)));
        yield return Page.Heading("Files");
        var files = Page.Table("", ">size", "=SHA-256");
        foreach (var file in table.Files)
        {
            files.Row(file.Path, Format.Bytes(file.Bytes), Format.Short(file.Hash));
        }

        foreach (var (name, other) in table.Tables ?? new Dictionary<string, RawTable>())
        {
            foreach (var file in other.Files)
            {
                files.Row($"{name}: {file.Path}", Format.Bytes(file.Bytes), Format.Short(file.Hash));
            }
        }

        yield return files;
        yield return Page.Heading("Split");
        var total = (double)table.Split.Sum(part => part.Rows);
        var parts = Page.Table("", ">rows", ">share");
        foreach (var part in table.Split)
        {
            parts.Row(part.Name, Format.Count(part.Rows), Format.Share(part.Rows / total));
        }

        yield return parts;
        yield return Page.Heading("Columns");
        yield return Page.Line(string.Join(", ", table.Columns));
        if (table.UnreadableRows == 0)
        {
            yield break;
        }

        yield return Page.Heading($"Unreadable lines: {Format.Count(table.UnreadableRows)}");
        var lines = Page.Table(">line", "why", "text");
        foreach (var row in table.Unreadable.Take(ShownRows))
        {
            lines.Row($"{row.Line}", row.Reason, Format.Cut(row.Value ?? "(private)", 60));
        }

        yield return lines;
    }
}
