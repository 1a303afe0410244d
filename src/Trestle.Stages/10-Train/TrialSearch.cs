using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>What a search needs besides its folds.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Learner">Its learner.</param>
/// <param name="Most">The most trials to run.</param>
/// <param name="Deadline">When they must have ended.</param>
/// <param name="Earlier">The trials of earlier rounds, the best first.</param>
/// <param name="EarlierBest">The best of them with its scores, which trials of this round race against; null in the first round.</param>
internal sealed record SearchTask(
    Candidate Candidate, ILearner Learner, int Most, Deadline Deadline, IReadOnlyList<Trial> Earlier, Leader? EarlierBest);

/// <summary>The best trial so far, and its out-of-fold scores.</summary>
internal sealed record Leader(TrialName Name, Trial Trial, IReadOnlyList<ScoredRows> Scored);

/// <summary>
/// The search of one candidate: parameter sets are tried in groups of four, each first on some folds and then, unless it lost there, on the
/// others. The groups do not depend on the number of cores, so neither do the results. With a deadline only those are begun that should end
/// before it, by what earlier ones took; what it ends all the same is named, and so is what failed.
/// </summary>
internal sealed class TrialSearch(
    SearchTask task, CrossValidation validation, Race race, Proposals proposals, TrialBook book, Action<double, string> report)
{
    private const int Together = 4;

    /// <summary>Proposals in a row that do not fit into the time that is left, after which none is expected to.</summary>
    private const int MostMisfits = 8;

    private readonly List<int> firstFolds = [.. Enumerable.Range(0, Race.FirstRounds(validation.Rounds))];
    private readonly List<int> otherFolds =
        [.. Enumerable.Range(0, validation.Rounds).Skip(Race.FirstRounds(validation.Rounds))];

    private Leader? leader = task.EarlierBest;
    private int sinceBest;
    private int fits;

    /// <summary>Why the search ended.</summary>
    public string Ended { get; private set; } = "";

    /// <summary>Whether it ended because further trials brought nothing.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Runs the trials; they are in the book then.</summary>
    public void Run(CancellationToken cancellation)
    {
        foreach (var known in book.Ran)
        {
            Lead(known, () => book.Scored(known, cancellation));
        }

        while (!IsOver())
        {
            var group = Group();
            if (group.Count == 0)
            {
                return;
            }

            Try(group, cancellation);
        }
    }

    /// <summary>
    /// Trials without a better one after which a search with time left ends: more where there are more parameters.
    /// </summary>
    internal static int Patience(int dimensions) => 8 * (1 + (dimensions / 2));

    private bool IsOver()
    {
        Ended = book.Count >= task.Most ? $"ran all {book.Count} trials"
            : task.Deadline.IsOver ? $"the time was used up after {Format.Count(book.Count, "trial")}"
            : task.Deadline.Exists && sinceBest >= Patience(task.Candidate.Space.Dimensions.Count)
                ? $"the last {sinceBest} of {Format.Count(book.Count, "trial")} brought nothing better"
            : "";
        Exhausted = Ended.Length > 0 && book.Count < task.Most && !task.Deadline.IsOver;
        return Ended.Length > 0;
    }

    /// <summary>The next trials: one while there is none to race against.</summary>
    private List<Attempt> Group()
    {
        var group = new List<Attempt>();
        var size = leader is null ? 1 : Math.Min(Together, task.Most - book.Count);
        var (seconds, ranked) = (0.0, Ranked());
        for (var misfits = 0; group.Count < size && misfits < MostMisfits;)
        {
            var number = book.Count + group.Count + 1;
            var next = proposals.Next(number + misfits, ranked, [.. group.Select(attempt => attempt.Parameters)]);
            if (next is null)
            {
                (Ended, Exhausted) = ($"all {Format.Count(book.Count, "parameter set")} were tried", true);
                break;
            }

            // The first trial is begun in any case: it is ended in time, and a model of few rounds is better than none.
            var expected = Expected(next);
            if (leader is not null && seconds + expected > task.Deadline.Left - Refit())
            {
                misfits++;
                Ended = $"no further trial was expected to end in the {task.Deadline.Left:0.0} s that were left";
                continue;
            }

            seconds += expected;
            group.Add(new Attempt(number, next, validation.Rounds));
        }

        return group;
    }

    private void Try(List<Attempt> group, CancellationToken cancellation)
    {
        Attempt[] open = [.. group.Where(attempt => !book.Has(attempt))];
        var deadline = leader is null && task.Deadline.Exists ? task.Deadline.First(0.8) : task.Deadline;
        var share = (double)firstFolds.Count / validation.Rounds;
        validation.Fit(open, firstFolds, deadline.First(share), Fitted, cancellation);
        var scores = open.Where(attempt => attempt.Alive).ToDictionary(
            attempt => attempt, attempt => validation.Score(attempt, cancellation));
        foreach (var (attempt, scored) in scores.Where(
            entry => entry.Key.Alive && otherFolds.Count > 0 && leader is not null).ToArray())
        {
            if (race.Lost(scored, leader!.Name, leader.Scored, cancellation) is { } reason)
            {
                book.Add(attempt, TrialEnd.Lost, reason, leader.Name, scored, validation.Measure(scored), cancellation);
                scores.Remove(attempt);
            }
        }

        validation.Fit([.. scores.Keys.Where(attempt => attempt.Alive)], otherFolds, deadline, Fitted, cancellation);
        foreach (var attempt in group)
        {
            End(attempt, scores, cancellation);
        }
    }

    /// <summary>Puts an attempt into the book, unless it is there.</summary>
    private void End(Attempt attempt, Dictionary<Attempt, ScoredRows[]> scores, CancellationToken cancellation)
    {
        sinceBest++;
        if (book.Find(attempt) is { } known)
        {
            Lead(known, () => book.Scored(known, cancellation));
        }
        else if (!book.Has(attempt))
        {
            var scored = !attempt.Alive ? [] : otherFolds.Count > 0 ? validation.Score(attempt, cancellation) : scores[attempt];
            if (attempt.Alive)
            {
                var trial = book.Add(attempt, scored, validation.Measure(scored), validation.Metric, cancellation);
                Lead(trial, () => scored);
            }
            else if (attempt.Failure is { } failure)
            {
                book.Lose(attempt, TrialEnd.Failed, failure);
            }
            else
            {
                book.Lose(attempt, TrialEnd.OutOfTime, null);
            }
        }
    }

    private void Lead(Trial trial, Func<IReadOnlyList<ScoredRows>> scored)
    {
        if (leader is null || Better(trial, leader.Trial))
        {
            leader = new Leader(new TrialName(task.Candidate.Id, trial.Number), trial, scored());
            sinceBest = 0;
        }
    }

    private bool Better(Trial a, Trial b) => a.Defined != b.Defined ? a.Defined > b.Defined
        : validation.Metric.HigherIsBetter ? a.Score > b.Score : a.Score < b.Score;

    /// <summary>All parameters that were tried, the best first: those that lost come after all that did not.</summary>
    private List<Parameters> Ranked()
    {
        var sign = validation.Metric.HigherIsBetter ? -1 : 1;
        return
        [
            .. book.Ran.Concat(task.Earlier).Where(trial => double.IsFinite(trial.Score)).OrderBy(trial => sign * trial.Score)
                .Select(trial => new Parameters(trial.Parameters)),
            .. book.Stopped.Select(trial => new Parameters(trial.Parameters)),
        ];
    }

    /// <summary>Seconds that a trial is expected to take, by what those before it took for their work; 0 while none has ended.</summary>
    private double Expected(Parameters parameters)
    {
        var timed = book.Ran.Concat(task.Earlier).Where(trial => trial.Seconds > 0).ToArray();
        var work = timed.Sum(trial => task.Learner.Work(new Parameters(trial.Parameters)));
        var rate = work > 0 ? timed.Sum(trial => trial.Seconds!.Value) / work : 0;
        return rate * task.Learner.Work(parameters) / Math.Min(validation.Parallel, validation.Rounds);
    }

    /// <summary>Seconds for the model of all folds, which is learned at the end.</summary>
    private double Refit() => 1.25 * (leader?.Trial.Seconds ?? 0) / validation.Rounds;

    private void Fitted()
    {
        var done = Interlocked.Increment(ref fits);
        var best = leader is null ? "" : $", best {validation.Metric.Name} {Format.Figure(leader.Trial.Score)}";
        var share = task.Deadline.Exists
            ? task.Deadline.Elapsed / Math.Max(1e-9, task.Deadline.Elapsed + task.Deadline.Left)
            : Math.Min(1, (double)done / (task.Most * validation.Rounds));
        report(0.9 * share, $"trial {Math.Min(book.Count + 1, task.Most)}{(task.Deadline.Exists ? "" : $" of {task.Most}")}{best}");
    }
}
