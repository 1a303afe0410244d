using Trestle.Learners.Ensemble;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ProposeCandidates.Search;
using Trestle.Stages.Train;

namespace Trestle.Stages.Package;

/// <summary>
/// Makes the model that is served. Nothing is measured any more, so no row has to be held back: the selected configuration is fitted
/// again on all rows, its plan too. An ensemble keeps its weights and its members are fitted again; a program of the user's is run again.
/// </summary>
/// <param name="context">The unit.</param>
/// <param name="selected">The selected candidate.</param>
internal sealed class Refit(UnitContext context, string selected)
{
    /// <summary>The shard of the unit that does it: a run that is killed while packaging does not fit again.</summary>
    public const string Shard = "refit";

    private readonly FittedModel fitted = context.ReadAll(Artifact.FittedModels)[selected];

    /// <summary>Writes the model that is served.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var rows = LearnedRowsOf.Table(context, cancellation);
        if (context.Candidates().Candidates.Single(candidate => candidate.Id == selected).Given is not null)
        {
            rows = rows with { Served = rows.Evaluated, Elsewhere = true };
        }

        context.Write(
            Artifact.ServedModel, Decided(rows.Refitted ? await AgainAsync(rows, cancellation) : ServedModel.AsTrained(fitted, rows)));
    }

    /// <summary>
    /// Rounds for more rows, in proportion to them: with more rows, more rounds pass before the model fits the noise. Learners without
    /// rounds have one.
    /// </summary>
    internal static int Rounds(int rounds, long before, long now) =>
        rounds <= 1 ? rounds : (int)Math.Round((double)rounds * now / before, MidpointRounding.AwayFromZero);

    /// <summary>The model that answers with the value that is decided on: where that is a prediction and a shift, both are in it.</summary>
    private ServedModel Decided(ServedModel served)
    {
        if (context.Read(Artifact.SelectedModel).Decision is not { IsShift: true } decision)
        {
            return served;
        }

        var model = LearnerCatalog.Format(served.Learner).Load(context.Store.Get(served.Model));
        var whole = model as EnsembleModel
            ?? new EnsembleModel(TaskKind.Regression, [new EnsembleMember(served.Learner, "", 1, model)]);
        return served with
        {
            Learner = EnsembleLearner.LearnerName,
            Model = context.Keep("decided", whole.With(decision.Threshold).Save()),
        };
    }

    private async Task<ServedModel> AgainAsync(LearnedRows rows, CancellationToken cancellation)
    {
        var words = $"again on all {Format.Count(rows.Served.Rows, "row")}";
        var all = CuratedRows.All(context, context.Read(Artifact.CuratedTable), cancellation);
        var again = new LearnedAgain(
            context,
            async (candidate, ended) => TrainingRows.Of(
                context, candidate, await TrainStage.LearnerAsync(context, candidate, context.Read(Section.Train).Timeout, ended), all,
                ended),
            rounds => Rounds(rounds, rows));
        var (model, plan) = await again.OfAsync(
            fitted, (share, name) => context.Report(share, $"fitting {name} {words}"), cancellation);
        return new ServedModel
        {
            Candidate = fitted.Candidate,
            Learner = fitted.Learner,
            Rounds = Rounds(fitted.Trial.Rounds, rows),
            Model = context.Keep("model", Calibrated(model).Save()),
            Plan = context.Keep("plan", plan),
            Importance = FeatureWeight.Of(model),
            Rows = rows,
        };
    }

    /// <summary>The model with the calibration that was learned out of fold, where the selected one has one.</summary>
    private IModel Calibrated(IModel model) => Calibrator.Of(fitted)?.Wrap(
        context.Read(Artifact.Contract).Task,
        context.Candidates().Candidates.Single(candidate => candidate.Id == fitted.Candidate), model) ?? model;

    private static int Rounds(int rounds, LearnedRows rows) => Rounds(rounds, rows.Evaluated.Rows, rows.Served.Rows);
}
