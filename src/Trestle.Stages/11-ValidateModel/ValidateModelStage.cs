using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ProposeCandidates.Search;
using Trestle.Stages.ValidateModel.Columns;
using Trestle.Stages.ValidateModel.Slices;

namespace Trestle.Stages.ValidateModel;

/// <summary>
/// Stage 11: blesses the models that may be selected, each in the round in which it was trained; a run without one ends here.
/// </summary>
internal sealed class ValidateModelStage : IStage
{
    private const int ShownSlices = 3;
    private const int MonotoneRows = 500;
    private const int TimedRows = 200;

    /// <inheritdoc/>
    public Stage Stage => Stage.ValidateModel;

    /// <inheritdoc/>
    public IReadOnlyList<string> Shards(ArtifactReader artifacts) => artifacts.Rounds();

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var set = context.Candidates();
        var contract = context.Read(Artifact.Contract);
        var models = context.ReadAll(Artifact.FittedModels);
        var metric = MetricCatalog.Get(set.Metric);

        var baselines = set.Candidates.Where(candidate => candidate.Baseline)
            .ToDictionary(candidate => candidate.Id, candidate => OutOfFold(candidate.Id));
        var measured = baselines.ToDictionary(entry => entry.Key, entry => metric.Measure(entry.Value));
        var defined = measured.Keys.Where(id => !double.IsNaN(measured[id]));
        var best = metric.HigherIsBetter ? defined.MaxBy(id => measured[id]) : defined.MinBy(id => measured[id]);

        // Every round judges all models again: the more trials there are to choose from, the larger a lead must be.
        var (settings, table) = (context.Read(ValidateModelSettings.Section), context.Read(Artifact.CuratedTable));
        var rule = context.Read(SelectBestSettings.Section).RuleFor(
            metric, contract, AmountReader.Columns(table), context.Project.Positions);
        var directions = set.Monotone ?? new Dictionary<string, MonotoneDirection>();
        IReadOnlyList<IModelCheck> all =
        [
            .. ModelCheckCatalog.All,
            .. Limits.Checks(
                settings, contract, rule?.HasValue == true, directions.Keys,
                path => context.Project.Positions.Find(path).ToString()),
        ];
        var groups = settings.Fairness is { } fairness
            ? new FairnessRows(context, fairness, table, contract)
            : null;
        var searched = SearchedRows.Read(
            context, table, contract, Used(), settings.Slices.MinShare, settings.Slices.MinRows, cancellation);
        IMetric[] sliced =
        [
            .. settings.Slices.Worst.Keys.Select(name => MetricCatalog.Find(name, contract)).OfType<IMetric>().Append(metric)
                .DistinctBy(each => each.Name),
        ];
        var (names, scores, against) = SearchScores.Read(context, set, best is null ? null : models[best], contract.Task, cancellation);
        var search = SearchEvidence.Of(
            metric, names, scores, against, settings.Confidence, context.Read(Section.Seed), cancellation,
            EvidenceEffort.Of(context.Read(Section.Budget)));
        var reports = set.Candidates.Select(Judge).ToArray();
        context.Write(Artifact.ModelReport, new ModelReport(best, reports) { Search = search.Report(metric) });
        return reports.Any(report => report.Blessed)
            ? Task.CompletedTask
            : throw new TrestleException(ValidateModelErrors.NoneBlessed(reports), ExitCode.Refused);

        Outcome OutOfFold(string id) =>
            set.Decide(PredictionTable.Read(context, models[id].OutOfFold, contract.Task, cancellation).Outcome);

        // The columns that features are made from: others may hold the target, or what is made of it.
        HashSet<string> Used() => set.Candidates.Where(candidate => !candidate.Baseline && models.ContainsKey(candidate.Id))
            .Select(candidate => models[candidate.Id]).FirstOrDefault() is { } any
            ? [.. PlanOf(any).For(ModelOf(any).Features).Input.Columns.Select(column => column.Name)]
            : [];

        FittedPlan PlanOf(FittedModel fitted) => PlanJson.Read(context.Store.Get(fitted.Plan));

        IModel ModelOf(FittedModel fitted) => LearnerCatalog.Format(fitted.Learner).Load(context.Store.Get(fitted.Model));

        CandidateReport Judge(Candidate candidate)
        {
            if (candidate.Baseline)
            {
                return new CandidateReport(candidate.Id, true, false, []);
            }

            if (!models.ContainsKey(candidate.Id))
            {
                var why = context.ReadAll(Artifact.Trials)[candidate.Id].StoppedBecause;
                return new CandidateReport(
                    candidate.Id, false, false, [new CheckResult("trained", null, false, true, "a trial that ran on all folds", why)]);
            }

            var (rows, _, outcome) = PredictionTable.Read(context, models[candidate.Id].OutOfFold, contract.Task, cancellation);
            var decided = outcome.IsBlank() ? outcome : rule?.OutOfFold(outcome) ?? outcome;
            var worst = Worst(rows, decided);
            var evidence = new ModelEvidence
            {
                Fitted = models[candidate.Id],
                Saved = context.Store.Get(models[candidate.Id].Model),
                OutOfFold = set.Decide(outcome),
                Decided = decided,
                Worst = worst,
                Monotone = directions.Count == 0 ? [] : Along(models[candidate.Id]),
                Latency = cancel => Latency.Of(
                    searched.Some(TimedRows), Path(models[candidate.Id], searched.Some(1).Schema), context.Clock, cancel),
                Groups = groups?.OutOfFold(rows, cancellation) ?? [],
                Baseline = best is null ? null : baselines[best],
                Search = search,
                Metric = metric,
                Settings = settings,
                Seed = context.Read(Section.Seed),
            };
            var checks = all.Select(check => check.Check(evidence, cancellation)).ToArray();
            return new CandidateReport(candidate.Id, false, checks.All(check => check.Passed || !check.Blocking), checks) { Worst = worst };
        }

        IReadOnlyList<Monotonicity> Along(FittedModel fitted)
        {
            var rows = searched.Some(MonotoneRows);
            var path = Path(fitted, rows.Schema);
            return [.. directions.Select(declared => Monotonicity.Of(declared.Key, rows, declared.Value, path.Score))];
        }

        ScoredPath Path(FittedModel fitted, RowSchema schema) => new(PlanOf(fitted), ModelOf(fitted), schema);

        IReadOnlyList<SliceFinding> Worst(double[] rows, Outcome decided)
        {
            if (decided.IsBlank())
            {
                return [];
            }

            var (within, kept) = searched.Over(rows);
            var outcome = kept.Length == rows.Length ? decided : decided.Take(kept);
            return [.. sliced.SelectMany(each => within.Worst(each, outcome, ShownSlices, context.Read(Section.Seed), cancellation))];
        }
    }
}
