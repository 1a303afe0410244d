using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 15: the package, and the proof that it answers as the training did.</summary>
internal sealed class PackageView : IRoomView
{
    /// <inheritdoc/>
    public Room Room => Rooms.Package;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Room, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var (package, proof) = (artifacts.Read(Artifact.ModelPackage), artifacts.Read(Artifact.ParityProof));
        yield return Page.Facts(("package", package.Name), ("size", Words.Bytes(package.Bytes)), ("SHA-256", package.File.ToString()), ("holds", string.Join(", ", package.Entries)));
        yield return Page.Heading($"Parity: {Words.Count(proof.Rows, "held-out row")} replayed");
        var ways = Page.Table("asked", ">rows", ">differences", "first difference");
        foreach (var way in proof.Ways)
        {
            ways.Row(way.Way, Words.Count(way.Rows), new Cell(Words.Count(way.Differences), way.Differences == 0 ? Styles.Good : Styles.Bad), way.FirstDifference ?? "");
        }

        yield return ways;
    }
}
