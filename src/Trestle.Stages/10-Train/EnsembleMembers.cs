using Trestle.Learners.Ensemble;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Train;

/// <summary>The members of an ensemble, made from finished trials.</summary>
internal static class EnsembleMembers
{
    /// <summary>The members, and the plan that prepares the features of all: one branch per distinct preparation.</summary>
    /// <param name="set">The candidates.</param>
    /// <param name="chosen">The trials, and the weight of each.</param>
    /// <param name="parallel">How many are learned side by side.</param>
    /// <param name="learn">Learns a trial, given how many are done: its model, and its plan as JSON.</param>
    public static async Task<(IReadOnlyList<EnsembleMember> Members, FittedPlan Plan)> MakeAsync(
        CandidateSet set, IReadOnlyList<(TrialName Name, int Weight)> chosen, int parallel,
        Func<int, TrialName, Task<(IModel Model, byte[] Plan)>> learn)
    {
        var members = new List<EnsembleMember>();
        var branches = new Dictionary<ContentHash, FittedBranch>();
        var learned = await LearnAsync([.. chosen.Select(entry => entry.Name)], parallel, learn);
        foreach (var ((name, weight), (model, plan)) in chosen.Zip(learned))
        {
            if (!branches.TryGetValue(ContentHash.Of(plan), out var branch))
            {
                var prefix = $"{RoundName.Candidate(name.Candidate)}/";
                prefix = branches.Values.Any(other => other.Prefix == prefix) ? $"{name.Candidate}/" : prefix;
                branches.Add(ContentHash.Of(plan), branch = FittedBranch.Of(prefix, PlanJson.Read(plan).Trimmed()));
            }

            members.Add(
                new EnsembleMember(set.Candidates.Single(other => other.Id == name.Candidate).ReadBy, branch.Prefix, weight, model));
        }

        var input = branches.Values.SelectMany(branch => branch.Input).DistinctBy(column => column.Name, StringComparer.Ordinal);
        return (members, new FittedPlan(new RowSchema(input), [.. branches.Values]));
    }

    /// <summary>
    /// The ensemble of some members. One that is an ensemble of one itself, since its scores are corrected, comes as the model inside: all
    /// members are corrected alike.
    /// </summary>
    public static EnsembleModel Join(TaskKind task, IReadOnlyList<EnsembleMember> members) => new(
        task,
        [.. members.Select(member => member.Model is EnsembleModel { Members: [var only] } ? member with { Model = only.Model } : member)],
        rates: members.Select(member => member.Model).OfType<EnsembleModel>().FirstOrDefault()?.Rates);

    private static async Task<(IModel Model, byte[] Plan)[]> LearnAsync(
        IReadOnlyList<TrialName> names, int parallel, Func<int, TrialName, Task<(IModel Model, byte[] Plan)>> learn)
    {
        using var slots = new SemaphoreSlim(parallel);
        var done = 0;
        return await Task.WhenAll(names.Select(async name =>
        {
            await slots.WaitAsync();
            try
            {
                var model = await learn(Volatile.Read(ref done), name);
                Interlocked.Increment(ref done);
                return model;
            }
            finally
            {
                slots.Release();
            }
        }));
    }
}
