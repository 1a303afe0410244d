using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 11: the checks of each candidate.</summary>
internal sealed class ValidateModelView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.ValidateModel;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var report = artifacts.Read(Artifact.ModelReport, shard);
        yield return Page.Line(report.BestBaseline is null ? "no baseline" : $"baseline to beat: {report.BestBaseline}");
        foreach (var candidate in report.Candidates)
        {
            yield return Page.Heading(
                $"{candidate.Candidate}: {(candidate.Baseline ? "baseline" : candidate.Blessed ? "eligible" : "refused")}");
            if (candidate.Checks.Count > 0)
            {
                yield return ValidateDataView.Checks(candidate.Checks);
            }
        }
    }
}
