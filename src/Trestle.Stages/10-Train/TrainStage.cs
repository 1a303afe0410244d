using Trestle.Learners.Metrics;
using Trestle.Stages.Artifacts;
using Trestle.Stages.Projects;
using Trestle.Stages.Runner;
using Trestle.Stages.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// Stage 10, one shard a candidate: tries parameter sets by cross-validation, and learns the best again from the whole training
/// part.
/// </summary>
public sealed class TrainStage : IStage
{
    /// <summary>Below this many rows a fold is learned by one thread, and folds run side by side.</summary>
    private const int SmallTable = 100_000;

    /// <inheritdoc/>
    public Room Room => Rooms.Train;

    /// <inheritdoc/>
    public IReadOnlyList<object?> Settings(ProjectSettings settings) => [settings.Train, settings.Seed];

    /// <inheritdoc/>
    public IReadOnlyList<string> Shards(ArtifactReader artifacts) =>
        [.. artifacts.Read(Artifact.CandidateSet).Candidates.Select(candidate => candidate.Id)];

    /// <inheritdoc/>
    public async Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var set = context.Read(Artifact.CandidateSet);
        var candidate = set.Candidates.Single(candidate => candidate.Id == context.Unit.Shard);
        var table = context.Read(Artifact.CuratedTable);
        var contract = context.Read(Artifact.Contract);
        var metric = MetricCatalog.Get(set.Metric);
        var seed = context.Settings.Seed;
        var rounds = table.Rounds();
        if (rounds.Count == 0)
        {
            throw new TrestleException(TrainErrors.TooFewRounds());
        }

        context.Report(0, "learning the row plan");
        var source = CuratedRows.Open(context, table, null, cancellation).Load(cancellation);
        var plan = Plan(context, candidate);
        var all = FoldSet.Of(table.Folds);
        var fitted = plan.Fit(source, [.. rounds.Select(round => round.Train), all], cancellation);
        var maker = new FeatureMaker(source, contract, candidate.Categories);

        var small = table.Rows < SmallTable;
        var parallel = small ? context.Resources.Cores : 1;
        var threads = small ? 1 : context.Resources.Cores;
        var validation = new CrossValidation(candidate, metric, maker, rounds, fitted, contract.Task);
        var (trials, outOfFold) = validation.Run(Draw(candidate, seed), seed, parallel, threads, context.Report, cancellation);
        if (Array.FindIndex([.. trials[0].FoldScores], double.IsNaN) is >= 0 and var undefined)
        {
            throw new TrestleException(TrainErrors.NotMeasurable(metric.Name, rounds[undefined].Validate));
        }

        context.Report(0.95, "learning the best again from all folds");
        var best = trials[0];
        var learner = LearnerCatalog.Get(candidate.Learner);
        var model = await Task.Factory.StartNew(
            () =>
        {
            using var learning = learner.Begin(maker.Training(fitted[^1], cancellation), null, new LearningOptions(seed, context.Resources.Cores));
            return learning.Fit(learner.WithRounds(new Parameters(best.Parameters), best.Rounds), cancellation).Model.AtRounds(best.Rounds);
        },
            cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        context.Write(Artifact.Trials, new Trials(candidate.Id, metric.Name, trials, $"all {trials.Count} trials were run"));
        context.Write(Artifact.FittedModels, new FittedModel
        {
            Candidate = candidate.Id,
            Learner = learner.Name,
            Trial = best,
            Model = context.Keep("model", model.Save()),
            Plan = context.Keep("plan", PlanJson.Write(fitted[^1].Plan)),
            OutOfFold = PredictionTable.Write(context, outOfFold, cancellation),
            Importance = [.. model.Features
                .Zip(model.Importance(), (feature, weight) => new FeatureWeight(feature, weight))
                .OrderByDescending(feature => feature.Weight)
                .ThenBy(feature => feature.Feature, StringComparer.Ordinal)],
        });
    }

    /// <summary>The feature plan, the selection and the candidate's own preparation, as one plan.</summary>
    private static RowPlan Plan(UnitContext context, Candidate candidate)
    {
        var kept = context.Read(Artifact.FeatureList).Kept();
        return new RowPlan([
            .. context.Read(Artifact.FeaturePlan).Steps.Select(planned => planned.Step),
            new Keep { Columns = [.. kept] },
            .. candidate.Preparation.Steps.Select(planned => planned.Step)]);
    }

    /// <summary>The learner's defaults, then points drawn by a generator of this candidate's own.</summary>
    private static List<Parameters> Draw(Candidate candidate, int seed)
    {
        var random = new Random(HashCode32(candidate.Id, seed));
        var sets = new List<Parameters> { candidate.Space.Defaults };
        while (sets.Count < candidate.Trials)
        {
            sets.Add(candidate.Space.Draw(random));
        }

        return sets;
    }

    private static int HashCode32(string text, int seed) => text.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c)) & int.MaxValue;
}
