using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ProposeCandidates.Programs;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.Train;

/// <summary>
/// Stage 10, one shard per candidate: tries parameter sets by cross-validation and trains the best again on the whole training part.
/// The ensemble at the end of a search is built from finished trials.
/// </summary>
internal sealed class TrainStage : IStage
{
    /// <summary>Below this many rows each fold is trained on one thread, and folds run in parallel.</summary>
    private const int SmallTable = 100_000;

    /// <inheritdoc/>
    public Stage Stage => Stage.Train;

    /// <inheritdoc/>
    public IReadOnlyList<string> Shards(ArtifactReader artifacts) =>
        [.. artifacts.Candidates().Candidates.Select(candidate => candidate.Id)];

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var set = context.Candidates();
        var candidate = set.Candidates.Single(candidate => candidate.Id == context.Unit.Shard);
        return candidate.Library.Count > 0
            ? new EnsembleTraining(context, set, candidate).RunAsync(cancellation)
            : TuneAsync(context, candidate, MetricCatalog.Get(set.Metric), cancellation);
    }

    /// <summary>Writes a candidate's model with the weights of its features.</summary>
    internal static void Write(UnitContext context, string candidate, string learner, Trial trial, IModel model, byte[] plan) =>
        context.Write(Artifact.FittedModels, new FittedModel
        {
            Candidate = candidate,
            Learner = learner,
            Trial = trial,
            Model = context.Keep("model", model.Save()),
            Plan = context.Keep("plan", plan),
            OutOfFold = trial.OutOfFold!.Value,
            Importance = FeatureWeight.Of(model),
        });

    private static async Task TuneAsync(UnitContext context, Candidate candidate, IMetric metric, CancellationToken cancellation)
    {
        var learner = await LearnerAsync(context, candidate, context.Read(Section.Train).Timeout, cancellation);
        context.Report(0, "learning the row plan");
        var table = context.Read(Artifact.CuratedTable);
        var seed = context.Read(Section.Seed);
        var rows = TrainingRows.ForTuning(context, candidate, learner, cancellation);

        var small = table.Rows < SmallTable;
        var parallel = small ? context.Resources.Cores : 1;
        var threads = small ? 1 : context.Resources.Cores;
        var validation = new CrossValidation(metric, rows, context.Read(Artifact.Contract).Task);
        var (trials, outOfFold) = validation.Run(Draw(candidate, seed), seed, parallel, threads, context.Report, cancellation);
        if (Array.FindIndex([.. trials[0].FoldScores], double.IsNaN) is >= 0 and var undefined)
        {
            throw new TrestleException(TrainErrors.NotMeasurable(metric.Name, rows.Rounds[undefined].Number));
        }

        context.Report(0.95, "training the best again on all folds");
        var model = await rows.LearnAsync(trials[0], cancellation);
        trials =
        [
            .. trials.Select(
                (trial, place) => place < outOfFold.Count ? trial with { OutOfFold = PredictionTable.Write(
                    context, outOfFold[place], cancellation) } : trial),
        ];
        context.Write(Artifact.Trials, new Trials(candidate.Id, metric.Name, trials, $"ran all {trials.Count} trials"));
        Write(context, candidate.Id, candidate.Learner, trials[0], model, rows.Plan);
    }

    /// <summary>The candidate's learner: one of Trestle's, or a program of the user's, which is built here, once.</summary>
    internal static async Task<ILearner> LearnerAsync(
        UnitContext context, Candidate candidate, TimeSpan limit, CancellationToken cancellation)
    {
        var learner = LearnerCatalog.Get(candidate.Learner);
        if (candidate.Program is not { } source)
        {
            return learner;
        }

        context.Report(0, "building the program");
        var program = await TrainingProgram.BuildAsync(
            Documents.Read<ProgramSource>(context.Store.Get(source)), context.Project.NewTempFolder(), limit, cancellation);
        return new ProgramLearner(program, learner, context.Project.NewTempFolder);
    }

    /// <summary>The learner's defaults, if wanted, then points drawn by this candidate's own generator.</summary>
    private static List<Parameters> Draw(Candidate candidate, int seed)
    {
        var random = new Random(HashCode32(candidate.Id, seed));
        var sets = new List<Parameters>();
        if (candidate.FromDefaults)
        {
            sets.Add(candidate.Space.Defaults);
        }

        while (sets.Count < candidate.Trials)
        {
            sets.Add(candidate.Space.Draw(random));
        }

        return sets;
    }

    private static int HashCode32(string text, int seed) => text.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c)) & int.MaxValue;
}
