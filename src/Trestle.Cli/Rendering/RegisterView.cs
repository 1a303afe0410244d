using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 16: the version.</summary>
internal sealed class RegisterView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Register;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var entry = artifacts.Read(Artifact.RegistryEntry);
        yield return Page.Facts(
            ("model", entry.Model),
            ("version", $"{entry.Version}{(entry.New ? ", new with this run" : ", which this package already had")}"),
            ("aliases", entry.Aliases.Count > 0 ? string.Join(", ", entry.Aliases) : "none at registration; see: trestle models"),
            ("file", entry.File),
            ("SHA-256", entry.Package.ToString()));
    }
}
