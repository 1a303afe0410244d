using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 14: the choice, its evidence and its threshold.</summary>
internal sealed class SelectBestView : IRoomView
{
    /// <inheritdoc/>
    public Room Room => Rooms.SelectBest;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Room, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var choice = artifacts.Read(Artifact.Choice);
        yield return Page.Facts(
            ("chosen", $"{choice.Candidate} (learner {choice.Learner})"),
            ("out of fold", $"{choice.Metric} {Words.Metric(choice.OutOfFold)}"),
            ("test", $"{choice.Metric} {Words.Metric(choice.Test)}"),
            ("threshold", choice.Threshold is { } threshold ? $"{Words.Figure(threshold)}: {choice.ThresholdReason}" : null));
        yield return Page.Heading("Evidence");
        foreach (var line in choice.Evidence)
        {
            yield return Page.Item($"- {line}");
        }
    }
}
