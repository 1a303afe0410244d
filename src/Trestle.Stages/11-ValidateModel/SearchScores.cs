using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Train;

namespace Trestle.Stages.ValidateModel;

/// <summary>The out-of-fold scores of all trials of a search.</summary>
internal static class SearchScores
{
    /// <summary>
    /// Reads the scores of all trials that are candidates for the choice and of the baseline, on the rows that every one has. In large
    /// tables only some rows are kept of trials that are not among the best. Trials that lost early count, too.
    /// </summary>
    public static (IReadOnlyList<TrialName> Trials, IReadOnlyList<Outcome> Scores, Outcome? Baseline) Read(
        UnitContext context, CandidateSet set, FittedModel? baseline, TaskKind task, CancellationToken cancellation)
    {
        var ran = context.ReadAll(Artifact.Trials);
        var kept = set.Candidates.Where(candidate => !candidate.Baseline)
            .SelectMany(candidate => ran[candidate.Id].Ran.Select(
                trial => (Name: new TrialName(candidate.Id, trial.Number), trial.OutOfFold)))
            .Where(trial => trial.OutOfFold is not null)
            .Select(trial => (trial.Name, Table: Table(trial.OutOfFold!.Value)))
            .ToList();
        var known = kept.ToDictionary(trial => trial.Name, trial => trial.Table);
        kept.AddRange(
            from candidate in set.Candidates.Where(candidate => !candidate.Baseline)
            from trial in ran[candidate.Id].Stopped.Where(trial => trial.OutOfFold is not null)
            where trial.LostTo is { } leader && known.ContainsKey(leader)
            select (new TrialName(candidate.Id, trial.Number), Completed(trial.OutOfFold!.Value, known[trial.LostTo!])));
        if (kept.Count == 0)
        {
            throw new TrestleException(
                TrainErrors.NoTrial([.. set.Candidates.Select(candidate => ran[candidate.Id])]), ExitCode.Refused);
        }

        var against = baseline is null ? ((double[] Rows, Outcome Outcome)?)null : Table(baseline.OutOfFold);
        var fewest = kept.MinBy(trial => trial.Table.Rows.Length).Table.Rows;
        return (
            [.. kept.Select(trial => trial.Name)], [.. kept.Select(trial => On(trial.Table, fewest))],
            against is { } other ? On(other, fewest) : null);

        (double[] Rows, Outcome Outcome) Table(ContentHash hash)
        {
            var (rows, _, outcome) = PredictionTable.Read(context, hash, task, cancellation);
            return (rows, set.Decide(outcome));
        }

        // A trial that lost on its first folds, with the scores of the trial that it lost to on the others. So it looks better than it is,
        // and the correction for the choice errs to the safe side; without it the search would seem to have tried less than it has.
        (double[] Rows, Outcome Outcome) Completed(ContentHash hash, (double[] Rows, Outcome Outcome) leader)
        {
            var (rows, _, first) = PredictionTable.Read(context, hash, task, cancellation);
            var places = Enumerable.Range(0, rows.Length).ToDictionary(place => rows[place]);
            var scores = (double[])leader.Outcome.Scores.Clone();
            for (var row = 0; row < leader.Rows.Length; row++)
            {
                if (places.TryGetValue(leader.Rows[row], out var place))
                {
                    Array.Copy(first.Scores, place * first.Outputs, scores, row * first.Outputs, first.Outputs);
                }
            }

            return (leader.Rows, set.Decide(leader.Outcome with { Scores = scores }));
        }
    }

    private static Outcome On((double[] Rows, Outcome Outcome) table, double[] rows)
    {
        if (table.Rows.AsSpan().SequenceEqual(rows))
        {
            return table.Outcome;
        }

        var wanted = rows.ToHashSet();
        return table.Outcome.Take([.. Enumerable.Range(0, table.Rows.Length).Where(row => wanted.Contains(table.Rows[row]))]);
    }
}
