using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.ValidateModel;

/// <summary>The out-of-fold scores of all trials of a search.</summary>
internal static class SearchScores
{
    /// <summary>
    /// Reads the scores of all trials that are candidates for the choice and of the baseline, on the rows that every one has. In large
    /// tables only some rows are kept of trials that are not among the best.
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
            .ToArray();
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
