using Trestle.Learners.Ensemble;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// Builds an ensemble from finished trials. Its weights are chosen by out-of-fold scores. To keep its own out-of-fold scores honest,
/// those of a fold use weights chosen on the other folds (over time, on the earlier ones; the first fold is scored by the best trial
/// alone, with which the ensemble is compared).
/// </summary>
internal sealed class EnsembleTraining(UnitContext context, CandidateSet set, Candidate candidate)
{
    /// <summary>Maximum number of members, counted with repetition: so few that the weights cannot fit the rows.</summary>
    private const int MostTaken = 25;

    /// <summary>Rows that the weights are chosen on, evenly picked; more hardly change the weights.</summary>
    private const int MostRows = 10_000;

    private readonly IMetric metric = MetricCatalog.Get(set.Metric);
    private readonly Contract contract = context.Read(Artifact.Contract);
    private readonly IReadOnlyDictionary<string, Trials> trials = context.ReadAll(Artifact.Trials);
    private readonly IReadOnlyDictionary<string, FittedModel> models = context.ReadAll(Artifact.FittedModels);

    /// <summary>Chooses the weights, trains the members again and writes the ensemble as a model like any other.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        context.Report(0, "choosing weights by out-of-fold scores");
        var tables = candidate.Library.Select(
            name => PredictionTable.Read(context, TrialOf(name).OutOfFold!.Value, contract.Task, cancellation)).ToArray();
        var library = Array.ConvertAll(tables, table => table.Outcome);
        var outOfFold = OutOfFold(tables[0].Rows, tables[0].Folds, library, cancellation);
        var weights = Choose(library, [.. Enumerable.Range(0, library[0].Rows)], cancellation);

        var chosen = candidate.Library.Zip(weights).Where(entry => entry.Second > 0)
            .Select(entry => (Name: entry.First, Weight: entry.Second)).ToArray();
        var again = new LearnedAgain(
            context,
            async (member, ended) => TrainingRows.Whole(
                context, member, await TrainStage.LearnerAsync(context, member, context.Read(Section.Train).Timeout, ended), ended),
            rounds => rounds);
        var (model, plan) = await again.JoinAsync(
            chosen,
            chosen.Select(member => member.Name).Where(name => models[name.Candidate].Trial.Number == name.Number)
                .ToDictionary(name => name, name => Kept(models[name.Candidate])),
            (share, name) => context.Report(0.5 + (0.45 * share), $"training {name} again"), cancellation);

        var scores = Measure(outOfFold);
        var trial = Trial.Of(1, chosen.ToDictionary(member => member.Name.ToString(), member => (double)member.Weight), 1, scores) with
        {
            OutOfFold = PredictionTable.Write(context, outOfFold, cancellation),
        };
        context.Write(
            Artifact.Trials,
            new Trials(
                candidate.Id, metric.Name, [trial],
                $"weights chosen by out-of-fold scores from {library.Length} finished trials; "
                    + $"{Format.Count(model.Members.Count, "model")}, {Format.Bytes(model.Save().Length)} together"));
        TrainStage.Write(context, candidate, trial, outOfFold, model, plan, cancellation);
    }

    /// <summary>The ensemble's scores of each fold, with weights chosen without it.</summary>
    private List<ScoredRows> OutOfFold(double[] rows, double[] folds, Outcome[] library, CancellationToken cancellation)
    {
        var overTime = context.Read(Artifact.CuratedTable).Time is not null;
        var parts = new List<ScoredRows>();
        foreach (var fold in folds.Distinct())
        {
            context.Report(0.1 + (0.4 * parts.Count / folds.Distinct().Count()), $"weights for fold {fold}");
            int[] own = [.. Enumerable.Range(0, rows.Length).Where(row => folds[row] == fold)];
            int[] others = [.. Enumerable.Range(0, rows.Length).Where(row => overTime ? folds[row] < fold : folds[row] != fold)];
            var weights = others.Length > 0 ? Choose(library, others, cancellation) : [1, .. library.Skip(1).Select(_ => 0)];
            var part = Array.ConvertAll(library, model => model.Take(own));
            parts.Add(
                new ScoredRows(
                    (int)fold, [.. own.Select(row => rows[row])], part[0].Labels,
                    EnsembleSelection.Mean([.. part.Select(model => model.Scores)], weights), part[0].Outputs)
                {
                    Weights = part[0].Weights,
                    Dependence = part[0].Dependence,
                    Amounts = part[0].Amounts,
                });
        }

        return parts;
    }

    /// <summary>The metric on each fold; decisions of a fold are judged at the threshold chosen on the others.</summary>
    private double[] Measure(IReadOnlyList<ScoredRows> parts) =>
        OutOfFoldMetric.OfFolds(metric, set.Rule, contract.Task, parts);

    private int[] Choose(Outcome[] library, int[] rows, CancellationToken cancellation)
    {
        var step = 1 + ((rows.Length - 1) / MostRows);
        int[] picked = [.. rows.Where((_, at) => at % step == 0)];
        var measured = set.Rule?.AtBest(metric) ?? metric;
        return EnsembleSelection.Choose(measured, Array.ConvertAll(library, model => model.Take(picked)), MostTaken, cancellation);
    }

    /// <summary>A model and its plan as they are; as it was before calibration, since it was chosen by those scores.</summary>
    private (IModel Model, byte[] Plan) Kept(FittedModel fitted)
    {
        var model = LearnerCatalog.Format(fitted.Learner).Load(context.Store.Get(fitted.Model));
        return (model is EnsembleModel calibrated ? calibrated.With(calibration: null) : model, context.Store.Get(fitted.Plan));
    }

    private Trial TrialOf(TrialName name) => trials[name.Candidate].Get(name.Number);
}
