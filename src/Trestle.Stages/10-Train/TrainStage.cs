using Trestle.Learners.Ensemble;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ProposeCandidates.Given;
using Trestle.Stages.ProposeCandidates.Programs;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.Train;

/// <summary>
/// Stage 10, one shard per candidate: tries parameter sets by cross-validation and trains the best again on the whole training part.
/// The ensemble at the end of a search is built from finished trials.
/// </summary>
internal sealed class TrainStage : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Train;

    /// <summary>Fits of one candidate fill the machine; and the time of a budget passes once, not once for each core.</summary>
    public bool TakesTurns => true;

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
            : TuneAsync(context, candidate, set, cancellation);
    }

    /// <summary>Writes a candidate's model with the weights of its features, calibrated where that pays.</summary>
    internal static void Write(
        UnitContext context, Candidate candidate, Trial trial, IReadOnlyList<ScoredRows> outOfFold, IModel model, byte[] plan,
        CancellationToken cancellation)
    {
        var (settings, task) = (context.Read(Section.Train), context.Read(Artifact.Contract).Task);
        var calibrated = settings.Calibrate && task != TaskKind.Regression && !candidate.Baseline
            ? CalibratedScores.WherePays(task, outOfFold, settings.Calibrators, context.Read(Section.Seed), cancellation)
            : null;
        var served = calibrated?.Calibrator.Wrap(task, candidate, model) ?? model;
        context.Write(Artifact.FittedModels, new FittedModel
        {
            Candidate = candidate.Id,
            Learner = served is EnsembleModel ? EnsembleLearner.LearnerName : candidate.ReadBy,
            Trial = trial,
            Model = context.Keep("model", served.Save()),
            Plan = context.Keep("plan", plan),
            OutOfFold = calibrated is null ? trial.OutOfFold!.Value : PredictionTable.Write(context, calibrated.Folds, cancellation),
            Calibrated = calibrated?.Words,
            Calibration = calibrated?.Calibrator.Map,
            Margins = calibrated?.Calibrator.Margins,
            Importance = FeatureWeight.Of(model),
        });
    }

    private static async Task TuneAsync(
        UnitContext context, Candidate candidate, CandidateSet set, CancellationToken cancellation)
    {
        var (metric, rule) = (MetricCatalog.Get(set.Metric), set.Rule);
        var learner = await LearnerAsync(context, candidate, context.Read(Section.Train).Timeout, cancellation);
        context.Report(0, "learning the row plan");
        var rows = TrainingRows.ForTuning(context, candidate, learner, cancellation);
        var (parallel, threads) = TrainingRows.Sharing(context);
        var options = new LearningOptions(context.Read(Section.Seed), threads) { Objective = set.Objective };
        var task = context.Read(Artifact.Contract).Task;
        using var learnings = new FoldLearnings(rows, options, context.Resources.Memory, context.Clock);
        var validation = new CrossValidation(metric, rule, learnings, parallel, task, context.Clock);
        var search = new CandidateTrials(context, candidate, rows, validation, rule, task);
        var trials = await search.RunAsync(cancellation);
        if (trials.Ran.Count > 0 && trials.Ran[0].Defined == 0)
        {
            throw new TrestleException(TrainErrors.NotMeasurable(metric.Name));
        }

        context.Write(Artifact.Trials, trials);
        if (trials.Ran is [var best, ..])
        {
            context.Report(0.95, "training the best again on all folds");
            var model = await rows.LearnAsync(best, cancellation);
            var outOfFold = PredictionTable.ReadFolds(context, best.OutOfFold!.Value, task, cancellation);
            Write(context, candidate, best, outOfFold, model, rows.Plan, cancellation);
        }

        search.Close();
    }

    /// <summary>
    /// The candidate's learner: one of Trestle's, a program of the user's, which is made ready here, once, or a model that was learned
    /// elsewhere.
    /// </summary>
    internal static async Task<ILearner> LearnerAsync(
        UnitContext context, Candidate candidate, TimeSpan limit, CancellationToken cancellation)
    {
        if (candidate.Given is { } given)
        {
            return new GivenLearner(candidate.Id, given, context.Store.Get(given.File));
        }

        if (candidate.Program is not { } source)
        {
            return LearnerCatalog.Get(candidate.Learner);
        }

        context.Report(0, "preparing the program");
        var program = await TrainingProgram.MakeAsync(
            Documents.Read<ProgramSource>(context.Store.Get(source)), context.Project.NewTempFolder(), limit, cancellation);
        return new ProgramLearner(program, LearnerCatalog.Format(candidate.ReadBy), context.Project.NewTempFolder);
    }
}
