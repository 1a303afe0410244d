using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 14: the selected model, its evidence and its threshold.</summary>
internal sealed class SelectBestView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.SelectBest;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var choice = artifacts.Read(Artifact.SelectedModel);
        yield return Page.Facts(
            ("selected", $"{choice.Candidate} (learner {choice.Learner})"),
            ("out of fold", $"{choice.Metric} {Format.Metric(choice.OutOfFold)}"),
            ("test", $"{choice.Metric} {Format.Metric(choice.Test)}"),
            ("threshold", choice.Decision is { } decision ? Format.Threshold(decision)
                : choice.Threshold is { } threshold ? $"{Format.Figure(threshold)}: {choice.ThresholdReason}" : null));
        yield return Page.Heading("Evidence");
        foreach (var line in choice.Evidence)
        {
            yield return Page.Item($"- {line}");
        }
    }
}
