using Trestle.Learners.Metrics;
using Trestle.Stages.Artifacts;
using Trestle.Stages.Projects;
using Trestle.Stages.Runner;
using Trestle.Stages.Tables;

namespace Trestle.Stages.Evaluate;

/// <summary>
/// Stage 12: the figures of every candidate with confidence intervals: on out-of-fold scores, which the choice is made by, and
/// on the test part, which is scored here, once, and decides nothing.
/// </summary>
public sealed class EvaluateStage : IStage
{
    private const int SliceResamples = 200;

    /// <inheritdoc/>
    public Room Room => Rooms.Evaluate;

    /// <inheritdoc/>
    public IReadOnlyList<object?> Settings(ProjectSettings settings) => [settings.Evaluate, settings.Seed];

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var set = context.Read(Artifact.CandidateSet);
        var contract = context.Read(Artifact.Contract);
        var table = context.Read(Artifact.CuratedTable);
        var report = context.Read(Artifact.ModelReport);
        var models = context.ReadAll(Artifact.FittedModels);
        var metrics = Metrics(context, contract.Task);
        var objective = MetricCatalog.Get(set.Metric);
        var test = TestPart.Load(context, table, cancellation);
        var outOfFold = models.ToDictionary(entry => entry.Key, entry => PredictionTable.Read(context, entry.Value.OutOfFold, contract.Task, cancellation).Outcome);

        var measure = new Measure(context.Settings.Evaluate, context.Settings.Seed, cancellation);
        var scores = new List<CandidateScores>();
        foreach (var candidate in set.Candidates)
        {
            context.Report((double)scores.Count / set.Candidates.Count, candidate.Id);
            var fitted = models[candidate.Id];
            var model = LearnerCatalog.Get(fitted.Learner).Load(context.Store.Get(fitted.Model));
            var outcome = test.Score(PlanJson.Read(context.Store.Get(fitted.Plan)), model, contract.Task);
            scores.Add(new CandidateScores
            {
                Candidate = candidate.Id,
                Blessed = report.Candidates.Single(entry => entry.Candidate == candidate.Id).Blessed,
                OutOfFold = measure.All(metrics, outOfFold[candidate.Id]),
                Test = measure.All(metrics, outcome),
                Slices = candidate.Baseline ? [] : [.. test.Slices.Select(slice => measure.Slice(slice, metrics, outcome, SliceResamples))],
                Against = candidate.Baseline ? [] : [.. set.Candidates
                    .Where(other => other.Id != candidate.Id)
                    .Select(other => measure.Against(other.Id, objective, outOfFold[candidate.Id], outOfFold[other.Id]))],
                Importance = fitted.Importance,
                Plots = candidate.Baseline ? null : Plotting.Of(outcome),
            });
        }

        context.Write(Artifact.Scorecard, new Scorecard(
            objective.Name,
            objective.HigherIsBetter,
            outOfFold.Values.First().Rows,
            test.Rows,
            context.Settings.Evaluate.Level,
            scores));
        return Task.CompletedTask;
    }

    private static IMetric[] Metrics(UnitContext context, TaskKind task)
    {
        var able = MetricCatalog.All.Where(metric => metric.Can(task)).ToArray();
        var names = able.Select(metric => metric.Name).ToArray();
        var wanted = context.Settings.Evaluate.Metrics;
        var problems = wanted
            .Where(name => !names.Contains(name))
            .Select(name => EvaluateErrors.UnknownMetric(name, names, context.Project.Bound.Positions.Find("evaluate.metrics").ToString()))
            .ToArray();
        return problems.Length > 0 ? throw new TrestleException(problems)
            : wanted.Count == 0 ? able
            : [.. able.Where(metric => wanted.Contains(metric.Name))];
    }
}
