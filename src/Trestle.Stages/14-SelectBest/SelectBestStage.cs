using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ProposeCandidates.Search;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.SelectBest;

/// <summary>
/// Stage 14: selects one model by out-of-fold evidence and finds its decision threshold. The test part has no say in the choice, but a
/// veto on what was chosen.
/// </summary>
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
        var (threshold, reason) = ThresholdOf(context, chosen.Candidate.Candidate, cancellation);
        var settings = context.Read(ValidateModelSettings.Section);
        var generalisation = Generalisation.Judge(
            scorecard, chosen.Candidate, candidates.Where(candidate => candidate.Baseline).Select(candidate => candidate.Id).ToHashSet(),
            settings.Generalisation);
        context.Write(Artifact.SelectedModel, new SelectedModel
        {
            Candidate = chosen.Candidate.Candidate,
            Learner = candidates.Single(candidate => candidate.Id == chosen.Candidate.Candidate).Learner,
            Metric = scorecard.Metric,
            OutOfFold = chosen.Candidate.OutOfFold.Single(metric => metric.Metric == scorecard.Metric),
            Corrected = chosen.Candidate.Corrected,
            Trials = scorecard.Trials,
            Test = chosen.Candidate.Test.Single(metric => metric.Metric == scorecard.Metric),
            Generalisation = generalisation,
            Threshold = threshold,
            ThresholdReason = reason,
            Evidence = [.. chosen.Evidence, .. Correction(chosen.Candidate, scorecard)],
        });
        return generalisation is { Passed: false, Blocking: true }
            ? throw new TrestleException(
                SelectBestErrors.DoesNotHold(chosen.Candidate.Candidate, generalisation, context.Read(Artifact.CuratedTable).Time),
                ExitCode.Refused)
            : Task.CompletedTask;
    }

    private static IEnumerable<string> Correction(CandidateScores chosen, Scorecard scorecard) => chosen.Corrected is { } corrected
        ? [$"{scorecard.Metric} {Format.Metric(corrected)} is to be expected on new rows: the out-of-fold figure, corrected for the choice "
            + $"among {Format.Count(scorecard.Trials, "trial")}"]
        : [];

    private static (double?, string?) ThresholdOf(UnitContext context, string candidate, CancellationToken cancellation)
    {
        var contract = context.Read(Artifact.Contract);
        if (contract.Task != TaskKind.Binary)
        {
            return (null, null);
        }

        var settings = context.Read(SelectBestSettings.Section);
        var outcome = PredictionTable.Read(
            context, context.ReadAll(Artifact.FittedModels)[candidate].OutOfFold, contract.Task, cancellation).Outcome;
        return (settings.Threshold ?? (settings.Cost is null ? ThresholdRule.F1 : ThresholdRule.Value)) switch
        {
            ThresholdRule.Fixed => (settings.Fixed, "fixed by the configuration"),
            ThresholdRule.Youden => (Threshold.Youden(outcome).Threshold, "highest sensitivity + specificity on out-of-fold rows"),
            ThresholdRule.BalancedAccuracy =>
                (Threshold.BalancedAccuracy(outcome).Threshold, "highest balanced accuracy on out-of-fold rows"),
            ThresholdRule.Value when settings.Cost is { } cost => (
                Threshold.Value(
                    outcome, new CostMatrix(cost.TruePositive, cost.FalsePositive, cost.TrueNegative, cost.FalseNegative)).Threshold,
                "highest value under the cost matrix on out-of-fold rows"),
            ThresholdRule.Value =>
                throw new TrestleException(
                    SelectBestErrors.CostMissing(context.Project.Positions.Find("select-best.threshold").ToString())),
            _ => (Threshold.F1(outcome).Threshold, "highest F1 on out-of-fold rows"),
        };
    }
}
