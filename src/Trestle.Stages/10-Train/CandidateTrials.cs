using System.Runtime.ExceptionServices;

using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.Train;

/// <summary>
/// The trials of one unit: searched; or, with a time budget, repeated as an earlier run of the same unit had them, since how many end in a
/// time is chance.
/// </summary>
internal sealed class CandidateTrials(
    UnitContext context, Candidate candidate, TrainingRows rows, CrossValidation validation, DecisionRule? rule, TaskKind task)
{
    private readonly int seed = context.Read(Section.Seed);
    private readonly bool timed = context.Read(Section.Budget) is not null;
    private readonly TrialBook book = new(
        context, candidate.Id, task, candidate.Trials, timed: context.Read(Section.Budget) is not null);

    /// <summary>Runs them.</summary>
    public async Task<Trials> RunAsync(CancellationToken cancellation)
    {
        if (timed && context.Before(Artifact.Trials) is { } before)
        {
            return Repeat(before, cancellation);
        }

        var deadline = await DeadlineAsync(book.SecondsBefore, cancellation);
        book.Elapsed = () => book.SecondsBefore + deadline.Elapsed;
        var earlier = Earlier();
        var search = new TrialSearch(
            new SearchTask(candidate, rows.Learner, candidate.Trials, deadline, [.. earlier.Select(entry => entry.Trial)],
                Leader(earlier, cancellation)),
            validation, new Race(validation.Metric, rule, task, seed), new Proposals(candidate, seed), book,
            (share, what) => context.Report(share, what + Left(deadline)));
        search.Run(cancellation);
        if (book.Ran.Count == 0 && book.FirstFailure is { } failure)
        {
            // Its reason may be gone at the next run: nothing is resumed then, all is tried again.
            book.Close();
            ExceptionDispatchInfo.Throw(failure);
        }

        var trials = book.ToTrials(validation.Metric, search.Ended, search.Exhausted);
        return trials with
        {
            StoppedBecause = trials.StoppedBecause + Told(trials) + LeftOut(trials),
            Seconds = timed ? book.Elapsed() : null,
        };
    }

    /// <summary>Forgets what an interrupted run would need: everything is written.</summary>
    public void Close() => book.Close();

    /// <summary>The same trials again, fit by fit; what had no result has none again.</summary>
    private Trials Repeat(Trials before, CancellationToken cancellation)
    {
        var ran = new List<Trial>();
        var stopped = new List<StoppedTrial>();
        foreach (var trial in before.Ran)
        {
            var scored = Scored(trial.Number, trial.Parameters, trial.EndedAt, validation.Rounds, cancellation);
            ran.Add(trial with
            {
                OutOfFold = book.Keep(scored, Math.Max(1, trial.Every), cancellation),
                FoldScores = validation.Measure(scored),
            });
            context.Report(0.9 * ran.Count / before.Ran.Count, $"trial {ran.Count} of {before.Ran.Count} of an earlier run again");
        }

        foreach (var trial in before.Stopped)
        {
            var scored = Scored(trial.Number, trial.Parameters, trial.EndedAt, trial.FoldScores.Count, cancellation);
            stopped.Add(trial.OutOfFold is null ? trial : trial with
            {
                OutOfFold = book.Keep(scored, CrossValidation.Step(scored, candidate.Trials), cancellation),
                FoldScores = validation.Measure(scored),
            });
        }

        return before with { Ran = ran, Stopped = stopped };
    }

    private ScoredRows[] Scored(
        int number, IReadOnlyDictionary<string, double> values, IReadOnlyList<int?>? endedAt, int rounds, CancellationToken cancellation)
    {
        var attempt = new Attempt(number, new Parameters(values), validation.Rounds);
        (int, Parameters)[] fits =
        [
            .. Enumerable.Range(0, rounds).Select(round => (
                round, endedAt?[round] is { } length ? rows.Learner.WithRounds(attempt.Parameters, length) : attempt.Parameters)),
        ];
        validation.Repeat(attempt, fits, cancellation);
        return validation.Score(attempt, cancellation);
    }

    private async Task<Deadline> DeadlineAsync(double before, CancellationToken cancellation)
    {
        if (candidate.Until is not { } until || context.Read(Section.Budget) is not { } budget)
        {
            return new Deadline(context.Clock, null);
        }

        // Whatever those before it took, a candidate has the time for a look at it.
        var elapsed = await SearchClock.ElapsedAsync(context, RoundName.Round(candidate.Id), cancellation);
        var left = Math.Max(until - elapsed - before, budget.TotalSeconds / 100);
        return new Deadline(context.Clock, context.Clock.GetTimestamp() + (long)(left * context.Clock.TimestampFrequency))
        {
            Whole = budget.TotalSeconds - elapsed - before,
        };
    }

    private static string Left(Deadline deadline) => deadline.Whole is { } whole
        ? $"; {Kernel.Formatting.Format.Took(TimeSpan.FromSeconds(Math.Max(0, whole - deadline.Elapsed)))} left for the search"
        : "";

    /// <summary>The trials of the candidate in earlier rounds, the best first.</summary>
    private (TrialName Name, Trial Trial)[] Earlier()
    {
        var sign = validation.Metric.HigherIsBetter ? -1 : 1;
        return
        [
            .. context.ReadAll(Artifact.Trials).Where(entry => RoundName.Candidate(entry.Key) == RoundName.Candidate(candidate.Id))
                .SelectMany(entry => entry.Value.Ran.Select(trial => (Name: new TrialName(entry.Key, trial.Number), Trial: trial)))
                .Where(entry => double.IsFinite(entry.Trial.Score))
                .OrderByDescending(entry => entry.Trial.Defined).ThenBy(entry => sign * entry.Trial.Score),
        ];
    }

    private Leader? Leader((TrialName Name, Trial Trial)[] earlier, CancellationToken cancellation) => earlier is [var best, ..]
        ? new Leader(best.Name, best.Trial, PredictionTable.ReadFolds(context, best.Trial.OutOfFold!.Value, task, cancellation))
        : null;

    /// <summary>What did not run to its end, in words; empty when everything did.</summary>
    private static string Told(Trials trials)
    {
        string[] parts =
        [
            .. new[]
            {
                (TrialEnd.Lost, "stopped early, behind the best"), (TrialEnd.Failed, "failed"), (TrialEnd.OutOfTime, "cut off by the time"),
            }
            .Select(part => (Count: trials.Stopped.Count(trial => trial.End == part.Item1), Words: part.Item2))
            .Where(part => part.Count > 0).Select(part => $"{part.Count} {part.Words}"),
        ];
        return parts.Length == 0 ? "" : $"; {string.Join(", ", parts)}";
    }

    /// <summary>The folds that the mean of a trial leaves out, in words; empty when there are none.</summary>
    private string LeftOut(Trials trials) => trials.Ran is not [var best, ..] || best.Defined == best.FoldScores.Count
        ? ""
        : $"; '{trials.Metric}' is not defined on fold "
            + string.Join(", ", rows.Rounds.Where((_, r) => double.IsNaN(best.FoldScores[r])).Select(round => round.Number))
            + ", which the mean leaves out";
}
