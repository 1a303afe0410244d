using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// The trials of a unit as they end, each with its scores in the store. Every entry is written to a journal, so that a run that is killed
/// loses the trials in flight and no other: the next run finds the entries of a unit with the same inputs, settings and code.
/// </summary>
internal sealed class TrialBook
{
    /// <summary>Trials of which the scores of all rows are kept even in very large tables.</summary>
    private const int Whole = 4;

    private readonly UnitContext context;
    private readonly string candidate;
    private readonly TaskKind task;
    private readonly int planned;
    private readonly bool timed;
    private readonly TrialJournal journal;
    private readonly Dictionary<int, TrialEntry> found;
    private readonly List<Trial> ran = [];
    private readonly List<StoppedTrial> stopped = [];
    private Exception? firstFailure;

    /// <summary>Opens the book of a unit.</summary>
    /// <param name="context">The unit.</param>
    /// <param name="candidate">Its candidate.</param>
    /// <param name="task">The task.</param>
    /// <param name="planned">How many trials are planned.</param>
    /// <param name="timed">Whether a time budget decides: then entries of an interrupted run are taken as they are.</param>
    public TrialBook(UnitContext context, string candidate, TaskKind task, int planned, bool timed)
    {
        (this.context, this.candidate, this.task, this.planned, this.timed) = (context, candidate, task, planned, timed);
        journal = TrialJournal.Of(context);
        found = journal.Read().Where(entry => entry.Scores is not { } scores || context.Store.IsWhole(scores))
            .DistinctBy(entry => entry.Number).ToDictionary(entry => entry.Number);
        foreach (var entry in timed ? found.Values.OrderBy(entry => entry.Number) : Enumerable.Empty<TrialEntry>())
        {
            Take(entry);
        }
    }

    /// <summary>Trials that ran on all folds, in their order.</summary>
    public IReadOnlyList<Trial> Ran => ran;

    /// <summary>Trials that did not, in their order.</summary>
    public IReadOnlyList<StoppedTrial> Stopped => stopped;

    /// <summary>Number of trials.</summary>
    public int Count => ran.Count + stopped.Count;

    /// <summary>Seconds that the entries of an interrupted run took.</summary>
    public double SecondsBefore => timed ? found.Values.Select(entry => entry.Elapsed).DefaultIfEmpty(0).Max() : 0;

    /// <summary>Seconds since the unit began, which entries are written with.</summary>
    public Func<double> Elapsed { get; set; } = () => 0;

    /// <summary>The first failure of a trial; null when none failed in this process.</summary>
    public Exception? FirstFailure => firstFailure;

    /// <summary>Whether an attempt is in the book, or in what an interrupted run has left.</summary>
    public bool Has(Attempt attempt)
    {
        if (ran.Any(trial => trial.Number == attempt.Number) || stopped.Any(trial => trial.Number == attempt.Number))
        {
            return true;
        }

        if (!found.TryGetValue(attempt.Number, out var entry) || !attempt.Parameters.SequenceEqual(new Parameters(entry.Parameters)))
        {
            return false;
        }

        Take(entry);
        return true;
    }

    /// <summary>An attempt's trial, if it ran on all folds.</summary>
    public Trial? Find(Attempt attempt) => ran.FirstOrDefault(trial => trial.Number == attempt.Number);

    /// <summary>The scores of a trial, fold by fold.</summary>
    public IReadOnlyList<ScoredRows> Scored(Trial trial, CancellationToken cancellation) =>
        PredictionTable.ReadFolds(context, trial.OutOfFold!.Value, task, cancellation);

    /// <summary>Adds a trial that ran on all folds.</summary>
    public Trial Add(
        Attempt attempt, IReadOnlyList<ScoredRows> scored, IReadOnlyList<double> figures, IMetric metric, CancellationToken cancellation)
    {
        var trial = Trial.Of(attempt.Number, attempt.Parameters, attempt.MedianRounds, figures);
        var better = ran.Count(other => metric.HigherIsBetter ? other.Score > trial.Score : other.Score < trial.Score);
        var step = better < Whole ? 1 : CrossValidation.Step(scored, planned);
        trial = trial with
        {
            OutOfFold = Keep(scored, step, cancellation),
            Every = step == 1 ? 0 : step,
            EndedAt = attempt.EndedAt,
            Seconds = timed ? attempt.Seconds : null,
        };
        ran.Add(trial);
        journal.Write(new TrialEntry(Elapsed()) { Ran = trial });
        return trial;
    }

    /// <summary>Adds a trial that lost on its first folds.</summary>
    public void Add(
        Attempt attempt, TrialEnd end, string reason, TrialName leader, IReadOnlyList<ScoredRows> scored, IReadOnlyList<double> figures,
        CancellationToken cancellation) => Add(new StoppedTrial(attempt.Number, attempt.Parameters, end, reason)
        {
            LostTo = leader,
            FoldScores = figures,
            OutOfFold = Keep(scored, CrossValidation.Step(scored, planned), cancellation),
            EndedAt = attempt.EndedAt,
            Seconds = timed ? attempt.Seconds : null,
        });

    /// <summary>Adds a trial without a result.</summary>
    public void Lose(Attempt attempt, TrialEnd end, Exception? failure)
    {
        firstFailure ??= failure;
        Add(new StoppedTrial(attempt.Number, attempt.Parameters, end, failure is null
            ? $"the time was over after {attempt.Done.Length} of {attempt.Learned.Length} folds"
            : Words(failure)));
    }

    /// <summary>Forgets the journal: everything is written.</summary>
    public void Close() => journal.Delete(context.Clock.GetUtcNow().UtcDateTime);

    /// <summary>The trials as a document, the best first; those that can be measured on fewer folds after all others.</summary>
    public Trials ToTrials(IMetric metric, string ended, bool exhausted) => new(
        candidate, metric.Name,
        [
            .. ran.OrderByDescending(trial => trial.Defined)
                .ThenByDescending(trial => metric.HigherIsBetter ? trial.Score : -trial.Score).ThenBy(trial => trial.Number),
        ],
        ended)
    {
        Stopped = [.. stopped.OrderBy(trial => trial.Number)],
        Exhausted = exhausted,
    };

    /// <summary>Keeps the scores of a trial.</summary>
    public ContentHash Keep(IReadOnlyList<ScoredRows> scored, int step, CancellationToken cancellation) =>
        PredictionTable.Write(context, [.. scored.Select(part => part.Every(step))], cancellation);

    /// <summary>Adds a trial that did not run on all folds.</summary>
    private void Add(StoppedTrial trial)
    {
        stopped.Add(trial);
        journal.Write(new TrialEntry(Elapsed()) { Stopped = trial });
    }

    private void Take(TrialEntry entry)
    {
        if (entry.Scores is { } scores)
        {
            context.KeepAgain("scores", scores);
        }

        if (entry.Ran is { } trial)
        {
            ran.Add(trial);
        }
        else
        {
            stopped.Add(entry.Stopped!);
        }
    }

    private static string Words(Exception failure) => failure switch
    {
        TrestleException { Problems: [var problem, ..] } => $"{problem.Code}: {problem.Found}",
        OutOfMemoryException => "there was not enough memory",
        _ => $"{failure.GetType().Name}: {failure.Message}",
    };
}
