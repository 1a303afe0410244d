using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.SelectBest;

/// <summary>Stage 14: selects one model by out-of-fold evidence, with the threshold at which its figures were measured.</summary>
internal sealed class SelectBestStage : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.SelectBest;

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var scorecard = context.Read(Artifact.Scorecard);
        var candidates = context.Candidates().Candidates;
        var blessed = scorecard.Candidates.Where(scores => scores.Blessed).ToArray();
        if (blessed.Length == 0)
        {
            throw new TrestleException(SelectBestErrors.NoneBlessed(), ExitCode.Refused);
        }

        var chosen = SelectionRuleCatalog.For(context.Read(SelectBestSettings.Section)).Choose(blessed, scorecard, candidates);
        var decision = chosen.Candidate.Decision;
        context.Write(Artifact.SelectedModel, new SelectedModel
        {
            Candidate = chosen.Candidate.Candidate,
            Learner = candidates.Single(candidate => candidate.Id == chosen.Candidate.Candidate).Learner,
            Metric = scorecard.Metric,
            OutOfFold = chosen.Candidate.OutOfFold.Single(metric => metric.Metric == scorecard.Metric),
            Test = chosen.Candidate.Test.Single(metric => metric.Metric == scorecard.Metric),
            Threshold = decision?.Threshold,
            ThresholdReason = decision?.Reason,
            Decision = decision,
            Evidence = chosen.Evidence,
        });
        return Task.CompletedTask;
    }
}
