using Trestle.Learners.Metrics;
using Trestle.Stages.Artifacts;
using Trestle.Stages.Projects;
using Trestle.Stages.Runner;
using Trestle.Stages.Tables;

namespace Trestle.Stages.ValidateModel;

/// <summary>Stage 11: blesses the models that may be chosen; a run with none ends here.</summary>
public sealed class ValidateModelStage : IStage
{
    /// <inheritdoc/>
    public Room Room => Rooms.ValidateModel;

    /// <inheritdoc/>
    public IReadOnlyList<object?> Settings(ProjectSettings settings) => [settings.ValidateModel, settings.Seed];

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var set = context.Read(Artifact.CandidateSet);
        var contract = context.Read(Artifact.Contract);
        var models = context.ReadAll(Artifact.FittedModels);
        var metric = MetricCatalog.Get(set.Metric);
        var outcomes = models.ToDictionary(entry => entry.Key, entry => PredictionTable.Read(context, entry.Value.OutOfFold, contract.Task, cancellation).Outcome);

        var baselines = set.Candidates.Where(candidate => candidate.Baseline).Select(candidate => candidate.Id);
        var best = metric.HigherIsBetter
            ? baselines.MaxBy(id => metric.Measure(outcomes[id]))
            : baselines.MinBy(id => metric.Measure(outcomes[id]));

        var reports = set.Candidates.Select(candidate =>
        {
            var evidence = new ModelEvidence
            {
                Fitted = models[candidate.Id],
                Saved = context.Store.Get(models[candidate.Id].Model),
                OutOfFold = outcomes[candidate.Id],
                Baseline = best is null ? null : outcomes[best],
                Metric = metric,
                Settings = context.Settings.ValidateModel,
                Seed = context.Settings.Seed,
            };
            var checks = candidate.Baseline ? [] : ModelCheckCatalog.All.Select(check => check.Check(evidence, cancellation)).ToArray();
            return new CandidateReport(candidate.Id, candidate.Baseline, !candidate.Baseline && checks.All(check => check.Passed || !check.Blocking), checks);
        }).ToArray();

        context.Write(Artifact.ModelReport, new ModelReport(best, reports));
        return reports.Any(report => report.Blessed)
            ? Task.CompletedTask
            : throw new TrestleException(ValidateModelErrors.NoneBlessed(reports), ExitCode.Refused);
    }
}
