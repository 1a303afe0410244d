using Trestle.Learners.Ensemble;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
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
            : TuneAsync(context, candidate, MetricCatalog.Get(set.Metric), set.Rule, cancellation);
    }

    /// <summary>Writes a candidate's model with the weights of its features, calibrated where that pays.</summary>
    internal static void Write(
        UnitContext context, Candidate candidate, Trial trial, IReadOnlyList<ScoredRows> outOfFold, IModel model, byte[] plan,
        CancellationToken cancellation)
    {
        var calibrated = context.Read(Section.Train).Calibrate
            && context.Read(Artifact.Contract).Task == TaskKind.Binary && !candidate.Baseline
                ? CalibratedScores.WherePays(outOfFold, context.Read(Section.Seed), cancellation)
                : null;
        var served = calibrated is null ? model : CalibratedScores.Wrap(candidate, model, calibrated.Map);
        context.Write(Artifact.FittedModels, new FittedModel
        {
            Candidate = candidate.Id,
            Learner = served is EnsembleModel ? EnsembleLearner.LearnerName : candidate.Learner,
            Trial = trial,
            Model = context.Keep("model", served.Save()),
            Plan = context.Keep("plan", plan),
            OutOfFold = calibrated is null ? trial.OutOfFold!.Value : PredictionTable.Write(context, calibrated.Folds, cancellation),
            Calibrated = calibrated?.Words,
            Calibration = calibrated?.Map,
            Importance = FeatureWeight.Of(model),
        });
    }

    private static async Task TuneAsync(
        UnitContext context, Candidate candidate, IMetric metric, DecisionRule? rule, CancellationToken cancellation)
    {
        var learner = await LearnerAsync(context, candidate, context.Read(Section.Train).Timeout, cancellation);
        context.Report(0, "learning the row plan");
        var table = context.Read(Artifact.CuratedTable);
        var seed = context.Read(Section.Seed);
        var rows = TrainingRows.ForTuning(context, candidate, learner, cancellation);

        var small = table.Rows < SmallTable;
        var parallel = small ? context.Resources.Cores : 1;
        var threads = small ? 1 : context.Resources.Cores;
        var validation = new CrossValidation(metric, rule, rows, context.Read(Artifact.Contract).Task);
        var (trials, outOfFold) = validation.Run(Draw(candidate, seed), seed, parallel, threads, context.Report, cancellation);
        if (trials[0].Defined == 0)
        {
            throw new TrestleException(TrainErrors.NotMeasurable(metric.Name));
        }

        context.Report(0.95, "training the best again on all folds");
        var model = await rows.LearnAsync(trials[0], cancellation);
        trials =
        [
            .. trials.Select(
                (trial, place) => trial with { OutOfFold = PredictionTable.Write(context, outOfFold[place], cancellation) }),
        ];
        context.Write(
            Artifact.Trials,
            new Trials(candidate.Id, metric.Name, trials, $"ran all {trials.Count} trials{LeftOut(metric, rows.Rounds, trials[0])}"));
        Write(context, candidate, trials[0], outOfFold[0], model, rows.Plan, cancellation);
    }

    /// <summary>The folds that the mean of a trial leaves out, in words; empty when there are none.</summary>
    private static string LeftOut(IMetric metric, IReadOnlyList<FoldRound> rounds, Trial trial) => trial.Defined == trial.FoldScores.Count
        ? ""
        : $"; '{metric.Name}' is not defined on fold "
            + string.Join(", ", rounds.Where((_, r) => double.IsNaN(trial.FoldScores[r])).Select(round => round.Number))
            + ", which the mean leaves out";

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
