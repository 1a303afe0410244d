using Trestle.Learners.Metrics;
using Trestle.Stages.Artifacts;
using Trestle.Stages.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// Tries parameter sets on the rounds of cross-validation. Each round's plan was learned inside its training folds; the
/// validation fold stops learning early, and the number of rounds that counts is the median over the folds, so that no fold is
/// scored with a number of rounds chosen on itself alone.
/// </summary>
internal sealed class CrossValidation(
    Candidate candidate, IMetric metric, FeatureMaker maker, IReadOnlyList<FoldRound> rounds, IReadOnlyList<FittedRound> fitted, TaskKind task)
{
    private readonly ILearner learner = LearnerCatalog.Get(candidate.Learner);

    /// <summary>
    /// Runs all trials. Rounds run side by side on <paramref name="parallel"/> threads of <paramref name="threads"/> each; the
    /// result is the same for any number.
    /// </summary>
    public (IReadOnlyList<Trial> Trials, IReadOnlyList<ScoredRows> Best) Run(
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
            var rows = maker.Validation(fitted[r], rounds[r].Validate, cancellation);
            for (var t = 0; t < sets.Count; t++)
            {
                scores[t, r] = metric.Measure(Outcome(learned[r][t].Model.AtRounds(lengths[t]), rows));
            }
        });

        var trials = sets
            .Select((set, t) => Trial(t, set, lengths[t], [.. Enumerable.Range(0, rounds.Count).Select(r => scores[t, r])]))
            .OrderByDescending(trial => metric.HigherIsBetter ? trial.Score : -trial.Score)
            .ThenBy(trial => trial.Number)
            .ToArray();
        var best = trials[0].Number - 1;
        var outOfFold = Enumerable.Range(0, rounds.Count).Select(r =>
        {
            var rows = maker.Validation(fitted[r], rounds[r].Validate, cancellation);
            var model = learned[r][best].Model.AtRounds(lengths[best]);
            return new ScoredRows(rounds[r].Validate, rows.Rows, rows.Labels, Scoring.Score(model, rows.Blocks), model.Outputs);
        });
        return (trials, [.. outOfFold]);
    }

    private Outcome Outcome(IModel model, FeatureRows rows) => new(task, rows.Labels, Scoring.Score(model, rows.Blocks), model.Outputs);

    private static Trial Trial(int index, Parameters set, int rounds, double[] scores)
    {
        var mean = scores.Average();
        var spread = scores.Length > 1 ? Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Length - 1)) : 0;
        return new Trial(index + 1, set, rounds, scores, mean, spread);
    }

    private static int Median(int[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    /// <summary>
    /// Runs each index on a thread of its own from start to end (native learners keep state in the thread), at most
    /// <paramref name="parallel"/> at a time; the first failure is thrown after all have ended.
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
