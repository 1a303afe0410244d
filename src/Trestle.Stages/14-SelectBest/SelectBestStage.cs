using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.ProposeCandidates.Search;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.SelectBest;

/// <summary>
/// Stage 14: selects one model by out-of-fold evidence with the threshold at which its figures were
/// measured. The test part has no say in the choice, but a veto on what was chosen.
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

        var rule = SelectionRuleCatalog.For(
            context.Read(SelectBestSettings.Section), PresetDefaults.Of(context.Read(Section.Preset)));
        var chosen = rule.Choose(blessed, scorecard, candidates);
        var decision = chosen.Candidate.Decision;
        var settings = context.Read(ValidateModelSettings.Section);
        var generalisation = Generalisation.Judge(
            scorecard, chosen.Candidate, candidates.Where(candidate => candidate.Baseline).Select(candidate => candidate.Id).ToHashSet(),
            settings.Generalisation);
        var limits = TestLimits.Judge(settings, chosen.Candidate);
        context.Write(Artifact.SelectedModel, new SelectedModel
        {
            Candidate = chosen.Candidate.Candidate,
            Learner = candidates.Single(candidate => candidate.Id == chosen.Candidate.Candidate).ReadBy,
            Metric = scorecard.Metric,
            OutOfFold = chosen.Candidate.OutOfFold.Single(metric => metric.Metric == scorecard.Metric),
            Corrected = chosen.Candidate.Corrected,
            Trials = scorecard.Trials,
            Test = chosen.Candidate.Test.Single(metric => metric.Metric == scorecard.Metric),
            Generalisation = generalisation,
            Limits = limits,
            Threshold = decision?.OfTwo,
            ThresholdReason = decision?.Reason,
            Decision = decision,
            Evidence =
            [
                .. chosen.Evidence, .. Correction(chosen.Candidate, scorecard),
                .. DecisionWords.Of(chosen.Candidate),
                .. chosen.Candidate.Stability is { } stability ? new[] { StabilityWords.Of(stability) } : [],
            ],
        });
        Problem[] problems =
        [
            .. new[] { generalisation }.Where(check => check is { Passed: false, Blocking: true }).Select(check =>
                SelectBestErrors.DoesNotHold(chosen.Candidate.Candidate, check, context.Read(Artifact.CuratedTable).Time)),
            .. limits.Where(check => check is { Passed: false, Blocking: true }).Select(check =>
                SelectBestErrors.MissesLimit(chosen.Candidate.Candidate, check)),
        ];
        return problems.Length > 0 ? throw new TrestleException(problems, ExitCode.Refused) : Task.CompletedTask;
    }

    private static IEnumerable<string> Correction(CandidateScores chosen, Scorecard scorecard) => chosen.Corrected is { } corrected
        ? [$"{scorecard.Metric} {Format.Metric(corrected)} is to be expected on new rows: the out-of-fold figure, corrected for the choice "
            + $"among {Format.Count(scorecard.Trials, "trial")}"]
        : [];
}
