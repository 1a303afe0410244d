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
        return candidate.Library.Count > 0
            ? await EnsembleAsync(candidate, fitted.Trial, report, cancellation)
            : await LearnAsync(candidate, fitted.Trial, null, cancellation);
    }

    private Candidate Candidate(string id) => set.Candidates.Single(candidate => candidate.Id == id);

    private async Task<(IModel Model, byte[] Plan)> EnsembleAsync(
        Candidate ensemble, Trial weights, Action<double, string> report, CancellationToken cancellation)
    {
        var trials = context.ReadAll(Artifact.Trials);
        (TrialName Name, int Weight)[] chosen =
        [
            .. ensemble.Library.Where(name => weights.Parameters.ContainsKey(name.ToString()))
                .Select(name => (name, (int)weights.Parameters[name.ToString()])),
        ];
        var (parallel, threads) = TrainingRows.Sharing(context);
        foreach (var (name, _) in chosen)
        {
            await RowsAsync(Candidate(name.Candidate), cancellation);
        }

        var (members, plan) = await EnsembleMembers.MakeAsync(set, chosen, parallel, (done, name) =>
        {
            report((double)done / chosen.Length, name.ToString());
            return LearnAsync(
                Candidate(name.Candidate), trials[name.Candidate].Ran.Single(trial => trial.Number == name.Number), threads, cancellation);
        });
        return (EnsembleMembers.Join(context.Read(Artifact.Contract).Task, members), PlanJson.Write(plan));
    }

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
