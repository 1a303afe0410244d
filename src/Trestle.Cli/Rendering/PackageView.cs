using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 15: the package, and the proof that its answers match the training.</summary>
internal sealed class PackageView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Package;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var (package, proof) = (artifacts.Read(Artifact.ModelPackage), artifacts.Read(Artifact.ParityProof));
        yield return Page.Facts(
            ("package", package.Name), ("size", Format.Bytes(package.Bytes)), ("SHA-256", package.File.ToString()),
            ("contents", string.Join(", ", package.Entries)));
        if (artifacts.ReadAll(Artifact.ServedModel).Values.FirstOrDefault() is { } served)
        {
            yield return Page.Heading("What it has learned");
            yield return Page.Facts(
                ("learned from", LearnedWords.Served(served.Rows)), ("figures from", LearnedWords.Figures(served.Rows)),
                ("rounds", Format.Count(served.Rounds)));
        }

        yield return Page.Heading($"Parity: {Format.Count(proof.Rows, "row")} of the test part replayed");
        var paths = Page.Table("request", ">rows", ">differences", "first difference");
        foreach (var path in proof.Ways)
        {
            paths.Row(
                path.Way, Format.Count(path.Rows),
                new Cell(Format.Count(path.Differences), path.Differences == 0 ? Styles.Good : Styles.Bad), path.FirstDifference ?? "");
        }

        yield return paths;
    }
}
