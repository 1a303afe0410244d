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
        var refused = choice.Limits.Append(choice.Generalisation).Any(check => check is { Passed: false, Blocking: true });
        yield return Page.Facts(
            (refused ? "refused" : "selected", $"{choice.Candidate} (learner {choice.Learner})"),
            ("out of fold", choice.Corrected is { } corrected
                ? $"{choice.Metric} {Format.Metric(corrected)}, corrected for the choice among {Format.Count(choice.Trials, "trial")}"
                : null),
            ("as chosen", $"{choice.Metric} {Format.Metric(choice.OutOfFold)}, the plain out-of-fold figure"),
            ("test", $"{choice.Metric} {Format.Metric(choice.Test)}"),
            ("test part", choice.Generalisation is { Passed: false } check ? $"the model does not hold: {check.Found}" : null),
            ("decision", choice.Decision is { IsProbability: false } other ? Format.Decision(other) : null),
            ("threshold", choice.Decision is { } decision ? decision.IsProbability ? Format.Threshold(decision) : null
                : choice.Threshold is { } threshold ? $"{Format.Figure(threshold)}: {choice.ThresholdReason}" : null));
        if (choice.Limits.Count > 0)
        {
            yield return Page.Heading("Limits on the test part");
            yield return ValidateDataView.Checks(choice.Limits);
        }

        yield return Page.Heading("Evidence");
        foreach (var line in choice.Evidence)
        {
            yield return Page.Item($"- {line}");
        }
    }
}
