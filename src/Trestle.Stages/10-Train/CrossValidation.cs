using System.Numerics;

using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// Tries parameter sets on the rounds of cross-validation. Each round's plan was learned inside its training folds; the validation fold
/// stops learning early. A fold is scored with the median number of rounds of the other folds, so that its own rows have no part in that
/// number; the model of all folds has the median of all. Decisions of a fold are judged at the
/// trial's best threshold on the other folds.
/// </summary>
internal sealed class CrossValidation(IMetric metric, DecisionRule? rule, TrainingRows rows, TaskKind task)
{
    private readonly FeatureBuilder maker = rows.Maker;
    private readonly IReadOnlyList<FoldRound> rounds = rows.Rounds;
    private readonly IReadOnlyList<FittedRound> fitted = rows.Fitted;

    /// <summary>Trials whose out-of-fold scores are kept of every row: enough for an ensemble to choose from.</summary>
    private const int Whole = 4;

    /// <summary>
    /// Numbers to keep for all trials together. The search is judged by the scores of all its trials; in larger tables by those of evenly
    /// picked rows.
    /// </summary>
    private const long MostScores = 20_000_000;

    /// <summary>
    /// Runs all trials; returns them best first (those that can be measured on fewer folds after all others), with their out-of-fold scores
    /// in the same order. Rounds run in parallel on <paramref name="parallel"/> threads of <paramref name="threads"/> each; the result does
    /// not depend on these numbers.
    /// </summary>
    public (IReadOnlyList<Trial> Trials, IReadOnlyList<IReadOnlyList<ScoredRows>> OutOfFold) Run(
        IReadOnlyList<Parameters> sets, int seed, int parallel, int threads, Action<double, string> report, CancellationToken cancellation)
    {
        var learned = new Learned[rounds.Count][];
        var done = 0;
        OnThreads(rounds.Count, parallel, r =>
        {
            var train = maker.Training(fitted[r], cancellation);
            var validate = maker.Stopping(fitted[r], rounds[r].Validate, cancellation);
            using var learning = rows.Begin(train, validate, new LearningOptions(seed, threads) { Objective = metric.Objective });
            learned[r] = new Learned[sets.Count];
            for (var t = 0; t < sets.Count; t++)
            {
                cancellation.ThrowIfCancellationRequested();
                learned[r][t] = learning.Fit(sets[t], cancellation);
                var now = Interlocked.Increment(ref done);
                report(0.9 * now / (rounds.Count * sets.Count), $"{now} of {rounds.Count * sets.Count} fits");
            }
        });

        var lengths = sets.Select((_, t) => Median([.. learned.Select(round => round[t].Rounds)])).ToArray();
        var figures = Measure(learned, sets.Count, parallel, cancellation);
        var trials = sets
            .Select((set, t) => Trial.Of(t + 1, set, lengths[t], figures[t]))
            .OrderByDescending(trial => trial.Defined)
            .ThenByDescending(trial => metric.HigherIsBetter ? trial.Score : -trial.Score)
            .ThenBy(trial => trial.Number)
            .ToArray();
        var outOfFold = trials.Select(_ => new ScoredRows[rounds.Count]).ToArray();
        OnThreads(rounds.Count, parallel, r =>
        {
            var part = maker.Validation(fitted[r], rounds[r].Validate, cancellation);
            for (var place = 0; place < outOfFold.Length; place++)
            {
                var t = trials[place].Number - 1;
                var model = learned[r][t].Model.AtRounds(Length(learned, t, r));
                var scored = new ScoredRows(
                    rounds[r].Number, part.Rows, part.Labels, Scoring.Score(model, part.Blocks), model.Outputs)
                {
                    Dependence = part.Dependence,
                };
                outOfFold[place][r] = place < Whole ? scored : scored.Every(Step(part.Rows.Length, model.Outputs, trials.Length));
            }
        });
        return (trials, outOfFold);
    }

    /// <summary>
    /// The step between the rows of a fold that are kept of trials that are not among the best: a power of two, so that the rows kept of
    /// one candidate are among those of another.
    /// </summary>
    private int Step(int foldRows, int outputs, int trials) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)(1 + ((long)foldRows * rounds.Count * outputs * trials / MostScores)));

    /// <summary>The metric of each trial on each fold; scores are kept only where thresholds are chosen on them.</summary>
    private double[][] Measure(Learned[][] learned, int trials, int parallel, CancellationToken cancellation)
    {
        var figures = Enumerable.Range(0, trials).Select(_ => new double[rounds.Count]).ToArray();
        var scored = Enumerable.Range(0, trials).Select(_ => new Outcome[rounds.Count]).ToArray();
        OnThreads(rounds.Count, parallel, r =>
        {
            var part = maker.Validation(fitted[r], rounds[r].Validate, cancellation);
            for (var t = 0; t < trials; t++)
            {
                var outcome = Outcome(learned[r][t].Model.AtRounds(Length(learned, t, r)), part);
                if (rule is null)
                {
                    figures[t][r] = metric.Measure(outcome);
                }
                else
                {
                    scored[t][r] = outcome;
                }
            }
        });
        if (rule is not null)
        {
            OnThreads(trials, parallel, t => figures[t] = OutOfFoldMetric.OfFolds(metric, rule, scored[t]));
        }

        return figures;
    }

    private Outcome Outcome(IModel model, FeatureRows part) =>
        new(task, part.Labels, Scoring.Score(model, part.Blocks), model.Outputs) { Dependence = part.Dependence };

    /// <summary>The number of rounds with which a fold is scored: chosen by the others, where there are any.</summary>
    private static int Length(Learned[][] learned, int trial, int fold) => learned.Length == 1
        ? learned[fold][trial].Rounds
        : Median([.. learned.Where((_, other) => other != fold).Select(round => round[trial].Rounds)]);

    private static int Median(int[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    /// <summary>
    /// Runs each index on its own thread from start to end (native learners keep state in the thread), at most <paramref
    /// name="parallel"/> at a time; the first failure is thrown after all have ended.
    /// </summary>
    private static void OnThreads(int count, int parallel, Action<int> work)
    {
        var next = -1;
        var failures = new List<Exception>();
        void Drain()
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                try
                {
                    work(i);
                }
                catch (Exception e)
                {
                    lock (failures)
                    {
                        failures.Add(e);
                    }

                    return;
                }
            }
        }

        var threads = Enumerable.Range(0, Math.Min(parallel, count)).Select(_ => new Thread(Drain) { IsBackground = true }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (failures.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures[0]);
        }
    }
}
