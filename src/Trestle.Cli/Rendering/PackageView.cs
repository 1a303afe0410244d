using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 15: the package, and the proof that it answers as the training did.</summary>
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
        yield return Page.Facts(("package", package.Name), ("size", Format.Bytes(package.Bytes)), ("SHA-256", package.File.ToString()), ("holds", string.Join(", ", package.Entries)));
        yield return Page.Heading($"Parity: {Format.Count(proof.Rows, "held-out row")} replayed");
        var ways = Page.Table("asked", ">rows", ">differences", "first difference");
        foreach (var way in proof.Ways)
        {
            ways.Row(way.Way, Format.Count(way.Rows), new Cell(Format.Count(way.Differences), way.Differences == 0 ? Styles.Good : Styles.Bad), way.FirstDifference ?? "");
        }

        yield return ways;
    }
}
