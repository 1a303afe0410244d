using System.Collections.Concurrent;

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

/// <summary>All candidates of one evaluation.</summary>
internal sealed class Evaluation
{
    private const int SliceResamples = 200;
    private const int UsualResamples = 1000;
    private const int LeastResamples = 250;
    private const int UsualRefits = 5;

    private readonly UnitContext context;
    private readonly CancellationToken cancellation;
    private readonly Contract contract;
    private readonly CuratedTable table;
    private readonly EvaluateSettings settings;
    private readonly ModelReport report;
    private readonly HashSet<string> blessed;
    private readonly IReadOnlyDictionary<string, FittedModel> models;
    private readonly IReadOnlyList<Candidate> finalists;
    private readonly IMetric objective;
    private readonly IMetric[] metrics;
    private readonly DecisionRule? rule;
    private readonly TestPart test;
    private readonly Measure measure;
    private readonly int resamples;
    private readonly double effort;
    private readonly ModelEffects effects;
    private readonly Robustness changed;
    private readonly IReadOnlyList<FairnessGroups> groups;
    private readonly Scorecard? before;
    private readonly Dictionary<string, Decision?> decisions = [];
    private readonly Dictionary<string, Outcome> outOfFold = [];
    private readonly ConcurrentDictionary<string, Outcome> served = [];
    private readonly List<CandidateScores> scores = [];
    private readonly HashSet<string> far = [];

    /// <summary>Reads what there is; models are asked later.</summary>
    public Evaluation(UnitContext context, CancellationToken cancellation)
    {
        (this.context, this.cancellation) = (context, cancellation);
        contract = context.Read(Artifact.Contract);
        table = context.Read(Artifact.CuratedTable);
        settings = context.Read(EvaluateSettings.Section);
        report = context.Read(Artifact.ModelReport);
        models = context.ReadAll(Artifact.FittedModels);
        var (set, seed) = (context.Candidates(), context.Read(Section.Seed));
        objective = MetricCatalog.Get(set.Metric);
        rule = context.Read(SelectBestSettings.Section).RuleFor(
            objective, contract, AmountReader.Columns(table), context.Project.Positions);
        metrics = ReportedMetrics.Of(context, contract, objective, rule?.HasValue == true, table.Forecast is not null);
        blessed = report.Candidates.Where(candidate => candidate.Blessed).Select(candidate => candidate.Candidate).ToHashSet();
        var trained = set with { Candidates = [.. set.Candidates.Where(candidate => models.ContainsKey(candidate.Id))] };
        finalists = Finalists(trained, blessed.Contains, id => models[id].Trial.Score, objective.HigherIsBetter);
        test = TestPart.Load(context, table, rule?.Values, cancellation);
        var budget = context.Read(Section.Budget);
        resamples = settings.Resamples ?? EvidenceEffort.Resamples(budget, UsualResamples, LeastResamples);
        effort = EvidenceEffort.Of(budget);
        measure = new Measure(resamples, settings.Level, seed, cancellation);
        groups = context.Read(ValidateModelSettings.Section).Fairness is { } fairness
            ? test.Groups(new FairnessRows(context, fairness, table, contract))
            : [];
        changed = new Robustness(test, table, measure, seed);
        effects = new ModelEffects(table, contract, effort);
        before = context.Has(Artifact.Scorecard) ? context.Read(Artifact.Scorecard) : null;
    }

    /// <summary>Measures what was not measured before.</summary>
    public async Task<Scorecard> ScorecardAsync()
    {
        Decide();
        Divide();
        var measured = new ConcurrentDictionary<string, CandidateScores>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Resources.Cores, CancellationToken = cancellation };
        await Parallel.ForEachAsync(finalists, options, (candidate, _) =>
        {
            context.Report((double)measured.Count / finalists.Count, candidate.Id);
            measured[candidate.Id] = Known(candidate.Id) is { } known && (!known.Far || far.Contains(candidate.Id))
                ? known
                : Scores(candidate);
            return ValueTask.CompletedTask;
        });
        foreach (var candidate in finalists)
        {
            scores.Add(await OfAsync(candidate, measured[candidate.Id], Known(candidate.Id)?.Against ?? []));
        }

        return new Scorecard(
            objective.Name, objective.HigherIsBetter, outOfFold.Values.First().Rows, test.Rows, settings.Level, scores)
        {
            Resamples = resamples,
            Trials = report.Search?.Trials ?? 0,
            Learning = await LearningAsync(Best(candidate => blessed.Contains(candidate.Id) && LearningCurves.Can(candidate))),
            Adversarial = Adversarial(Best(candidate => !candidate.Baseline)),
        };
    }

    /// <summary>
    /// One model per candidate, the best of its rounds by the score of its trial (the earlier one in a tie); a refused one only where
    /// none was blessed.
    /// </summary>
    private static IReadOnlyList<Candidate> Finalists(
        CandidateSet set, Func<string, bool> blessed, Func<string, double> score, bool higherIsBetter) =>
        [.. set.Candidates.GroupBy(candidate => RoundName.Candidate(candidate.Id)).Select(rounds => rounds
            .OrderByDescending(candidate => blessed(candidate.Id))
            .ThenByDescending(candidate => higherIsBetter ? score(candidate.Id) : -score(candidate.Id))
            .First())];

    /// <summary>How each candidate decides.</summary>
    private void Decide()
    {
        foreach (var id in finalists.Select(candidate => candidate.Id))
        {
            var outcome = PredictionTable.Read(context, models[id].OutOfFold, contract.Task, cancellation).Outcome;
            decisions[id] = Known(id)?.Decision ?? measure.Decide(rule, outcome);
            outOfFold[id] = decisions[id]?.OutOfFold(outcome) ?? outcome;
        }
    }

    /// <summary>Which candidates do without the figures that take long.</summary>
    private void Divide()
    {
        if (context.Read(Section.Budget) is null)
        {
            return;
        }

        var price = context.Read(SelectBestSettings.Section).Price ?? PresetDefaults.Of(context.Read(Section.Preset)).Price;
        var values = finalists.ToDictionary(candidate => candidate.Id, Compared);
        far.UnionWith(finalists.Where(candidate => !candidate.Baseline).Select(candidate => candidate.Id));
        far.ExceptWith(NearBest.Of(objective, finalists, values, blessed, price));
    }

    /// <summary>The figure by which a candidate is compared with others.</summary>
    private double Compared(Candidate candidate)
    {
        var plain = objective.Measure(outOfFold[candidate.Id]);
        return candidate.Baseline || report.Search is not { } search
            ? plain
            : search.Correct(objective, plain, candidate.Learner).Value;
    }

    private CandidateScores? Known(string id) => before?.Candidates.FirstOrDefault(entry => entry.Candidate == id);

    /// <summary>A candidate; what depends on the whole search is as of this round.</summary>
    private async Task<CandidateScores> OfAsync(
        Candidate candidate, CandidateScores own, IReadOnlyList<PairedDifference> known) => own with
        {
            Blessed = blessed.Contains(candidate.Id),
            Corrected = candidate.Baseline
                ? null
                : report.Search?.Correct(
                    objective, own.OutOfFold.Single(figure => figure.Metric == objective.Name).Value, candidate.Learner),
            Against = candidate.Baseline ? [] : [.. Against(candidate, known)],
            Stability = own.Stability ?? await StabilityAsync(candidate),
        };

    private CandidateScores Scores(Candidate candidate)
    {
        var fitted = models[candidate.Id];
        var (plan, model) = (Plan(candidate.Id), Model(candidate.Id));
        var outcome = Served(candidate.Id, plan, model);
        var brief = candidate.Baseline || far.Contains(candidate.Id);
        var moved = brief ? [] : effects.Of(test.Blocks, plan, model, fitted.Importance, settings.Effects, cancellation);
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
            Far = far.Contains(candidate.Id),
            Robustness = brief ? [] : changed.Of(
                objective, outcome, plan, model,
                [.. moved.Select(effect => effect.Column), .. plan.Input.Columns.Select(column => column.Name)], cancellation),
        };
    }

    private IEnumerable<SliceFinding> Worst(string id, Outcome outcome) =>
        report.Candidates.Single(judged => judged.Candidate == id).Worst.Select(found => found with
        {
            Test = test.Where(found.Slice) is { } slice
                ? measure.Slice(slice, [MetricCatalog.Get(found.Figure.Metric)], outcome, SliceResamples)
                : null,
        });

    /// <summary>A pair is compared once: the reverse difference has the opposite sign.</summary>
    private IEnumerable<PairedDifference> Against(Candidate candidate, IReadOnlyList<PairedDifference> known) => finalists
        .Where(other => other.Id != candidate.Id)
        .Select(other => known.FirstOrDefault(difference => difference.Other == other.Id)
            ?? (scores.FirstOrDefault(entry => entry.Candidate == other.Id)?.Against.FirstOrDefault(
                difference => difference.Other == candidate.Id) is { } reverse
                ? new PairedDifference(other.Id, -reverse.Value, -reverse.High, -reverse.Low)
                : measure.Against(other.Id, objective, outOfFold[candidate.Id], outOfFold[other.Id])));

    private async Task<LearningCurve?> LearningAsync(Candidate? best)
    {
        if (best is null || !(settings.LearningCurve ?? effort >= 1))
        {
            return null;
        }

        if (before?.Learning is { } curve && curve.Candidate == best.Id)
        {
            return curve;
        }

        context.Report(1, $"{best.Id}, learned from fewer rows");
        return await new LearningCurves(context, test, measure, objective).OfAsync(
            best, models[best.Id], Served(best.Id), cancellation);
    }

    private async Task<StabilityReport?> StabilityAsync(Candidate candidate)
    {
        var refits = settings.Refits ?? (context.Read(ValidateModelSettings.Section).Stability is null ? 0 : UsualRefits);
        return refits == 0 || !blessed.Contains(candidate.Id)
            ? null
            : await new Stability(context, test, objective, refits).OfAsync(
                models[candidate.Id], Served(candidate.Id), cancellation);
    }

    private AdversarialReport? Adversarial(Candidate? tried) => tried is null || !settings.Adversarial ? null
        : before?.Adversarial ?? new AdversarialValidation(context, table, measure).Of(
            test.Blocks, [.. Plan(tried.Id).For(Model(tried.Id).Features).Input.Columns.Select(column => column.Name)], cancellation);

    private Candidate? Best(Func<Candidate, bool> which) => objective.HigherIsBetter
        ? finalists.Where(which).MaxBy(candidate => models[candidate.Id].Trial.Score)
        : finalists.Where(which).MinBy(candidate => models[candidate.Id].Trial.Score);

    private FittedPlan Plan(string id) => PlanJson.Read(context.Store.Get(models[id].Plan));

    private IModel Model(string id) => LearnerCatalog.Format(models[id].Learner).Load(context.Store.Get(models[id].Model));

    /// <summary>What a model says of the test part, decided as it is served; asked once.</summary>
    private Outcome Served(string id) => served.TryGetValue(id, out var known) ? known : Served(id, Plan(id), Model(id));

    private Outcome Served(string id, FittedPlan plan, IModel model)
    {
        var scored = test.Score(plan, model, contract.Task);
        return served[id] = decisions[id]?.Served(scored) ?? scored;
    }
}
