using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Evaluate.Effects;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ProposeCandidates.Search;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.Evaluate;

/// <summary>
/// Stage 12: the metrics of every candidate with confidence intervals: on out-of-fold scores, by which the choice is made, and on the
/// test part, on which each model is scored only here, once, and which chooses nothing. Decisions of a binary model are judged at its own
/// threshold, the one that is served. In a further round of search the best model of
/// each candidate continues; metrics measured before are taken over.
/// </summary>
internal sealed class EvaluateStage : IStage
{
    private const int SliceResamples = 200;
    private const int UsualResamples = 1000;
    private const int LeastResamples = 250;

    /// <inheritdoc/>
    public Stage Stage => Stage.Evaluate;

    /// <inheritdoc/>
    public IReadOnlyList<string> Shards(ArtifactReader artifacts) => artifacts.Rounds();

    /// <inheritdoc/>
    public async Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var set = context.Candidates();
        var contract = context.Read(Artifact.Contract);
        var models = context.ReadAll(Artifact.FittedModels);
        var objective = MetricCatalog.Get(set.Metric);
        var table = context.Read(Artifact.CuratedTable);
        var rule = context.Read(SelectBestSettings.Section).RuleFor(
            objective, contract, AmountReader.Columns(table), context.Project.Positions);
        var metrics = Metrics(context, contract.Task, objective, rule?.HasValue == true, table.Forecast is not null);
        var report = context.Read(Artifact.ModelReport);
        var blessed = report.Candidates.Where(candidate => candidate.Blessed).Select(candidate => candidate.Candidate).ToHashSet();
        var trained = set with { Candidates = [.. set.Candidates.Where(candidate => models.ContainsKey(candidate.Id))] };
        var finalists = Finalists(trained, id => blessed.Contains(id), id => models[id].Trial.Score, objective.HigherIsBetter);
        var test = TestPart.Load(context, table, rule?.Values, cancellation);
        var settings = context.Read(EvaluateSettings.Section);
        var resamples = settings.Resamples
            ?? EvidenceEffort.Resamples(context.Read(Section.Budget), UsualResamples, LeastResamples);
        var measure = new Measure(resamples, settings.Level, context.Read(Section.Seed), cancellation);
        var groups = context.Read(ValidateModelSettings.Section).Fairness is { } fairness
            ? test.Groups(new FairnessRows(context, fairness, table, contract))
            : [];
        var before = context.Has(Artifact.Scorecard) ? context.Read(Artifact.Scorecard) : null;
        var earlier = before?.Candidates ?? [];
        var changed = new Robustness(test, table, measure, context.Read(Section.Seed));
        var effort = EvidenceEffort.Of(context.Read(Section.Budget));
        var effects = new ModelEffects(table, contract, effort);
        var decisions = new Dictionary<string, Decision?>();
        var outOfFold = new Dictionary<string, Outcome>();
        foreach (var id in finalists.Select(candidate => candidate.Id))
        {
            var outcome = PredictionTable.Read(context, models[id].OutOfFold, contract.Task, cancellation).Outcome;
            decisions[id] = earlier.FirstOrDefault(entry => entry.Candidate == id)?.Decision ?? measure.Decide(rule, outcome);
            outOfFold[id] = decisions[id]?.OutOfFold(outcome) ?? outcome;
        }

        var scores = new List<CandidateScores>();
        foreach (var candidate in finalists)
        {
            context.Report((double)scores.Count / finalists.Count, candidate.Id);
            var known = earlier.FirstOrDefault(entry => entry.Candidate == candidate.Id);
            var own = known ?? Scores(candidate);
            scores.Add(own with
            {
                // What depends on the whole search is as of this round.
                Blessed = blessed.Contains(candidate.Id),
                Corrected = candidate.Baseline
                    ? null
                    : report.Search?.Correct(own.OutOfFold.Single(figure => figure.Metric == objective.Name)),
                Against = candidate.Baseline ? [] : [.. Against(candidate, known?.Against ?? [])],
            });
        }

        var best = Best(finalists.Where(candidate => blessed.Contains(candidate.Id) && LearningCurves.Can(candidate)));
        var tried = Best(finalists.Where(candidate => !candidate.Baseline));
        context.Write(Artifact.Scorecard, new Scorecard(
            objective.Name,
            objective.HigherIsBetter,
            outOfFold.Values.First().Rows,
            test.Rows,
            settings.Level,
            scores)
        {
            Resamples = resamples,
            Trials = report.Search?.Trials ?? 0,
            Learning = best is null || !(settings.LearningCurve ?? effort >= 1) ? null
                : before?.Learning is { } curve && curve.Candidate == best.Id ? curve
                : await Learning(best),
            Adversarial = tried is null || !settings.Adversarial ? null
                : before?.Adversarial ?? new AdversarialValidation(context, table, measure).Of(
                    test.Blocks,
                    [.. Plan(tried.Id).For(Model(tried.Id).Features).Input.Columns.Select(column => column.Name)], cancellation),
        });

        Candidate? Best(IEnumerable<Candidate> some) => objective.HigherIsBetter
            ? some.MaxBy(candidate => models[candidate.Id].Trial.Score)
            : some.MinBy(candidate => models[candidate.Id].Trial.Score);

        FittedPlan Plan(string id) => PlanJson.Read(context.Store.Get(models[id].Plan));

        IModel Model(string id) => LearnerCatalog.Get(models[id].Learner).Load(context.Store.Get(models[id].Model));

        Task<LearningCurve?> Learning(Candidate candidate)
        {
            context.Report(1, $"{candidate.Id}, learned from fewer rows");
            var whole = test.Score(Plan(candidate.Id), Model(candidate.Id), contract.Task);
            return new LearningCurves(context, test, measure, objective).OfAsync(
                candidate, models[candidate.Id], decisions[candidate.Id]?.Served(whole) ?? whole, cancellation);
        }

        CandidateScores Scores(Candidate candidate)
        {
            var fitted = models[candidate.Id];
            var (plan, model) = (Plan(candidate.Id), Model(candidate.Id));
            var scored = test.Score(plan, model, contract.Task);
            var outcome = decisions[candidate.Id]?.Served(scored) ?? scored;
            var moved = candidate.Baseline ? [] : effects.Of(test.Blocks, plan, model, fitted.Importance, settings.Effects, cancellation);
            return new CandidateScores
            {
                Candidate = candidate.Id,
                Blessed = blessed.Contains(candidate.Id),
                Cost = ModelCost.Of(model, context.Store.Get(fitted.Model).Length),
                Decision = decisions[candidate.Id],
                OutOfFold = measure.All(metrics, outOfFold[candidate.Id]),
                Test = measure.All(metrics, outcome),
                Calibrated = fitted.Calibrated,
                OutOfFoldCalibration = Calibration.Of(outOfFold[candidate.Id]),
                TestCalibration = Calibration.Of(outcome),
                Decisions = candidate.Baseline ? null : measure.Decisions(outcome, rule?.Capacity),
                Worth = candidate.Baseline ? null : measure.Worth(outcome, contract.Classes),
                Conformal = candidate.Baseline ? [] : measure.Coverage(outOfFold[candidate.Id], outcome, contract.Counts ? 0 : null),
                Fairness = candidate.Baseline ? [] : [.. groups.Select(group => measure.Fairness(group, outcome, SliceResamples))],
                Slices = candidate.Baseline ? [] : [.. test.Slices.Select(slice => measure.Slice(slice, metrics, outcome, SliceResamples))],
                Worst = candidate.Baseline ? [] : [.. Worst(candidate.Id, outcome)],
                Against = [],
                Importance = fitted.Importance,
                Plots = candidate.Baseline ? null : Plotting.Of(outcome),
                Effects = moved,
                Robustness = candidate.Baseline ? [] : changed.Of(
                    objective, outcome, plan, model,
                    [.. moved.Select(effect => effect.Column), .. plan.Input.Columns.Select(column => column.Name)], cancellation),
            };
        }

        IEnumerable<SliceFinding> Worst(string id, Outcome outcome) =>
            report.Candidates.Single(judged => judged.Candidate == id).Worst.Select(found => found with
            {
                Test = test.Where(found.Slice) is { } slice
                    ? measure.Slice(slice, [MetricCatalog.Get(found.Figure.Metric)], outcome, SliceResamples)
                    : null,
            });

        // A pair is compared once: the reverse difference has the opposite sign.
        IEnumerable<PairedDifference> Against(Candidate candidate, IReadOnlyList<PairedDifference> known) => finalists
            .Where(other => other.Id != candidate.Id)
            .Select(other => known.FirstOrDefault(difference => difference.Other == other.Id)
                ?? (scores.FirstOrDefault(entry => entry.Candidate == other.Id)?.Against.FirstOrDefault(
                    difference => difference.Other == candidate.Id) is { } reverse
                    ? new PairedDifference(other.Id, -reverse.Value, -reverse.High, -reverse.Low)
                    : measure.Against(other.Id, objective, outOfFold[candidate.Id], outOfFold[other.Id])));
    }

    /// <summary>
    /// One model per candidate, the best of its rounds by the score of its trial (the earlier one in a tie); a refused one only where
    /// none was blessed.
    /// </summary>
    internal static IReadOnlyList<Candidate> Finalists(
        CandidateSet set, Func<string, bool> blessed, Func<string, double> score, bool higherIsBetter) =>
        [.. set.Candidates.GroupBy(candidate => RoundName.Candidate(candidate.Id)).Select(rounds => rounds
            .OrderByDescending(candidate => blessed(candidate.Id))
            .ThenByDescending(candidate => higherIsBetter ? score(candidate.Id) : -score(candidate.Id))
            .First())];

    /// <summary>The metrics to report, the objective always among them.</summary>
    private static IMetric[] Metrics(UnitContext context, TaskKind task, IMetric objective, bool hasValue, bool isForecast)
    {
        IMetric[] usual =
        [
            .. new IMetric[] { new Mase(), new Smape(), new Wape() }.Where(_ => isForecast)
                .Concat(MetricCatalog.Reported(task, objective, hasValue)).DistinctBy(metric => metric.Name),
        ];
        var wanted = context.Read(EvaluateSettings.Section).Metrics;
        var limited = context.Read(ValidateModelSettings.Section).Metrics.Keys.Select(name => MetricCatalog.Find(name, task))
            .OfType<IMetric>().ToArray();
        if (wanted.Count == 0)
        {
            return [.. usual.Concat(limited).DistinctBy(metric => metric.Name)];
        }

        var known = MetricCatalog.All.Where(metric => metric.Can(task) && (metric is not DecisionValue || hasValue))
            .Select(metric => metric.Name).ToArray();
        var asked = wanted.Distinct().ToDictionary(name => name, name => MetricCatalog.Find(name, task) is { } metric
            && (metric is not DecisionValue || hasValue) ? metric : null);
        var problems = asked.Where(entry => entry.Value is null)
            .Select(entry => EvaluateErrors.UnknownMetric(
                entry.Key, known, context.Project.Positions.Find("evaluate.metrics").ToString()))
            .ToArray();
        return problems.Length > 0
            ? throw new TrestleException(problems)
            : [.. usual.Where(metric => asked.ContainsKey(metric.Name) || metric.Name == objective.Name)
                .Concat(asked.Values.OfType<IMetric>()).Concat(limited).DistinctBy(metric => metric.Name)];
    }
}
