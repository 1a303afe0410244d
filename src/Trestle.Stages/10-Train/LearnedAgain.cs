using Trestle.Learners.Ensemble;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.Train;

/// <summary>Fits what was found by the search again on other rows: a trial, or an ensemble with the weights that it has.</summary>
/// <param name="context">The unit.</param>
/// <param name="read">Reads the rows and learns the row path of a candidate from them.</param>
/// <param name="rounds">The rounds to learn instead of those of the trial.</param>
internal sealed class LearnedAgain(
    UnitContext context, Func<Candidate, CancellationToken, Task<TrainingRows>> read, Func<int, int> rounds)
{
    private readonly CandidateSet set = context.Candidates();
    private readonly Dictionary<string, TrainingRows> prepared = [];

    /// <summary>The model, not yet calibrated, and its plan as JSON.</summary>
    /// <param name="fitted">What was found.</param>
    /// <param name="report">Told what is being learned, with the share that is done.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<(IModel Model, byte[] Plan)> OfAsync(
        FittedModel fitted, Action<double, string> report, CancellationToken cancellation)
    {
        var candidate = Candidate(fitted.Candidate);
        report(0, candidate.Id);
        if (candidate.Library.Count == 0)
        {
            return await LearnAsync(candidate, fitted.Trial, null, cancellation);
        }

        var weights = fitted.Trial.Parameters;
        (TrialName Name, int Weight)[] chosen =
        [
            .. candidate.Library.Where(name => weights.ContainsKey(name.ToString())).Select(name => (name, (int)weights[name.ToString()])),
        ];
        return await JoinAsync(chosen, new Dictionary<TrialName, (IModel, byte[])>(), report, cancellation);
    }

    /// <summary>An ensemble of trials, and its plan as JSON.</summary>
    /// <param name="chosen">The trials, and the weight of each.</param>
    /// <param name="kept">Models, with their plans, that are not learned again.</param>
    /// <param name="report">Told what is being learned, with the share that is done.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<(EnsembleModel Model, byte[] Plan)> JoinAsync(
        IReadOnlyList<(TrialName Name, int Weight)> chosen, IReadOnlyDictionary<TrialName, (IModel Model, byte[] Plan)> kept,
        Action<double, string> report, CancellationToken cancellation)
    {
        var trials = context.ReadAll(Artifact.Trials);
        var (parallel, threads) = TrainingRows.Sharing(context);
        foreach (var (name, _) in chosen.Where(member => !kept.ContainsKey(member.Name)))
        {
            await RowsAsync(Candidate(name.Candidate), cancellation);
        }

        var (members, plan) = await EnsembleMembers.MakeAsync(set, chosen, parallel, async (done, name) =>
        {
            report((double)done / chosen.Count, name.ToString());
            return kept.TryGetValue(name, out var model) ? model
                : await LearnAsync(Candidate(name.Candidate), trials[name.Candidate].Get(name.Number), threads, cancellation);
        });
        return (EnsembleMembers.Join(context.Read(Artifact.Contract).Task, members), PlanJson.Write(plan));
    }

    private Candidate Candidate(string id) => set.Candidates.Single(candidate => candidate.Id == id);

    private async Task<(IModel Model, byte[] Plan)> LearnAsync(
        Candidate candidate, Trial trial, int? threads, CancellationToken cancellation)
    {
        var rows = await RowsAsync(candidate, cancellation);
        return (await rows.LearnAsync(trial, cancellation, rounds(trial.Rounds), threads), rows.Plan);
    }

    /// <summary>The rows, read and prepared once for all trials of a candidate: its rounds prepare them in the same way.</summary>
    private async Task<TrainingRows> RowsAsync(Candidate candidate, CancellationToken cancellation)
    {
        var name = RoundName.Candidate(candidate.Id);
        if (!prepared.TryGetValue(name, out var rows))
        {
            prepared.Add(name, rows = await read(candidate, cancellation));
        }

        return rows;
    }
}
