using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// Tries parameter sets on the rounds of cross-validation. Each round's plan was learned inside its training folds; the validation fold
/// stops learning early, and the number of rounds used is the median over the folds, so that no fold is scored with a number of rounds
/// chosen on itself alone.
/// </summary>
internal sealed class CrossValidation(IMetric metric, TrainingRows rows, TaskKind task)
{
    private readonly ILearner learner = rows.Learner;
    private readonly FeatureBuilder maker = rows.Maker;
    private readonly IReadOnlyList<FoldRound> rounds = rows.Rounds;
    private readonly IReadOnlyList<FittedRound> fitted = rows.Fitted;

    /// <summary>Trials whose out-of-fold scores are kept: enough for an ensemble to choose from.</summary>
    private const int Kept = 4;

    /// <summary>
    /// Runs all trials; returns them best first, with the out-of-fold scores of the first few in the same order. Rounds run in parallel
    /// on <paramref name="parallel"/> threads of <paramref name="threads"/> each; the result does not depend on these numbers.
    /// </summary>
    public (IReadOnlyList<Trial> Trials, IReadOnlyList<IReadOnlyList<ScoredRows>> OutOfFold) Run(
        IReadOnlyList<Parameters> sets, int seed, int parallel, int threads, Action<double, string> report, CancellationToken cancellation)
    {
        var learned = new Learned[rounds.Count][];
        var done = 0;
        OnThreads(rounds.Count, parallel, r =>
        {
            var train = maker.Training(fitted[r], cancellation);
            var validate = maker.Set([maker.Validation(fitted[r], rounds[r].Validate, cancellation)]);
            using var learning = learner.Begin(train, validate, new LearningOptions(seed, threads));
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
        var scores = new double[sets.Count, rounds.Count];
        OnThreads(rounds.Count, parallel, r =>
        {
            var part = maker.Validation(fitted[r], rounds[r].Validate, cancellation);
            for (var t = 0; t < sets.Count; t++)
            {
                scores[t, r] = metric.Measure(Outcome(learned[r][t].Model.AtRounds(lengths[t]), part));
            }
        });

        var trials = sets
            .Select((set, t) => Trial.Of(t + 1, set, lengths[t], [.. Enumerable.Range(0, rounds.Count).Select(r => scores[t, r])]))
            .OrderByDescending(trial => metric.HigherIsBetter ? trial.Score : -trial.Score)
            .ThenBy(trial => trial.Number)
            .ToArray();
        var outOfFold = trials.Take(Kept).Select(_ => new ScoredRows[rounds.Count]).ToArray();
        OnThreads(rounds.Count, parallel, r =>
        {
            var part = maker.Validation(fitted[r], rounds[r].Validate, cancellation);
            for (var place = 0; place < outOfFold.Length; place++)
            {
                var t = trials[place].Number - 1;
                var model = learned[r][t].Model.AtRounds(lengths[t]);
                outOfFold[place][r] = new ScoredRows(
                    rounds[r].Number, part.Rows, part.Labels, Scoring.Score(model, part.Blocks), model.Outputs)
                {
                    Dependence = part.Dependence,
                };
            }
        });
        return (trials, outOfFold);
    }

    private Outcome Outcome(IModel model, FeatureRows part) => new(task, part.Labels, Scoring.Score(model, part.Blocks), model.Outputs);

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
