using Trestle.Learners.Ensemble;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
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

    private readonly CandidateSet set = context.Candidates();
    private readonly Dictionary<string, TrainingRows> prepared = [];
    private readonly FittedModel fitted = context.ReadAll(Artifact.FittedModels)[selected];

    /// <summary>Writes the model that is served.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var rows = LearnedRowsOf.Table(context, cancellation);
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

        var model = LearnerCatalog.Get(served.Learner).Load(context.Store.Get(served.Model));
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
        var candidate = set.Candidates.Single(candidate => candidate.Id == fitted.Candidate);
        context.Report(0, $"fitting {candidate.Id} again on all {Format.Count(rows.Served.Rows, "row")}");
        var (model, plan) = candidate.Library.Count > 0
            ? await EnsembleAsync(candidate, rows, cancellation)
            : await LearnAsync(candidate, fitted.Trial, rows, cancellation);
        return new ServedModel
        {
            Candidate = fitted.Candidate,
            Learner = fitted.Learner,
            Rounds = Rounds(fitted.Trial.Rounds, rows),
            Model = context.Keep("model", Calibrated(model, candidate).Save()),
            Plan = context.Keep("plan", plan),
            Importance = FeatureWeight.Of(model),
            Rows = rows,
        };
    }

    /// <summary>The model with the calibration that was learned out of fold, where the selected one has one.</summary>
    private IModel Calibrated(IModel model, Candidate candidate) =>
        Calibrator.Of(fitted)?.Wrap(context.Read(Artifact.Contract).Task, candidate, model) ?? model;

    private async Task<(IModel Model, byte[] Plan)> EnsembleAsync(Candidate candidate, LearnedRows rows, CancellationToken cancellation)
    {
        var trials = context.ReadAll(Artifact.Trials);
        (TrialName Name, int Weight)[] chosen =
        [
            .. candidate.Library.Where(name => fitted.Trial.Parameters.ContainsKey(name.ToString()))
                .Select(name => (name, (int)fitted.Trial.Parameters[name.ToString()])),
        ];
        var (parallel, threads) = TrainingRows.Sharing(context);
        foreach (var (name, _) in chosen)
        {
            await AllAsync(set.Candidates.Single(other => other.Id == name.Candidate), cancellation);
        }

        var (members, plan) = await EnsembleMembers.MakeAsync(set, chosen, parallel, (done, name) =>
        {
            context.Report((double)done / chosen.Length, $"fitting {name} again on all {Format.Count(rows.Served.Rows, "row")}");
            return LearnAsync(
                set.Candidates.Single(other => other.Id == name.Candidate),
                trials[name.Candidate].Ran.Single(trial => trial.Number == name.Number), rows, cancellation, threads);
        });
        return (EnsembleMembers.Join(context.Read(Artifact.Contract).Task, members), PlanJson.Write(plan));
    }

    private async Task<(IModel Model, byte[] Plan)> LearnAsync(
        Candidate candidate, Trial trial, LearnedRows rows, CancellationToken cancellation, int? threads = null)
    {
        var all = await AllAsync(candidate, cancellation);
        return (await all.LearnAsync(trial, cancellation, Rounds(trial.Rounds, rows), threads), all.Plan);
    }

    /// <summary>All rows, read and prepared once for all trials of a candidate: its rounds prepare them in the same way.</summary>
    private async Task<TrainingRows> AllAsync(Candidate candidate, CancellationToken cancellation)
    {
        if (!prepared.TryGetValue(RoundName.Candidate(candidate.Id), out var all))
        {
            var learner = await TrainStage.LearnerAsync(context, candidate, context.Read(Section.Train).Timeout, cancellation);
            prepared.Add(RoundName.Candidate(candidate.Id), all = TrainingRows.All(context, candidate, learner, cancellation));
        }

        return all;
    }

    private static int Rounds(int rounds, LearnedRows rows) => Rounds(rounds, rows.Evaluated.Rows, rows.Served.Rows);
}
