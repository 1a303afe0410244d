using System.Numerics;
using System.Runtime.ExceptionServices;

using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// Learns and measures parameter sets on the rounds of cross-validation. Each round's plan was learned inside its training folds; the
/// validation fold stops learning early. A fold is scored with the median number of rounds of the other folds, so that its own rows have no
/// part in that number; the model of all folds has the median of all. Decisions of a fold are judged at the trial's best threshold on the
/// other folds. A fit that fails ends its trial, and no other.
/// </summary>
internal sealed class CrossValidation(
    IMetric metric, DecisionRule? rule, FoldLearnings learnings, int parallel, TaskKind task, TimeProvider clock)
{
    /// <summary>
    /// Numbers to keep for all trials together. The search is judged by the scores of all its trials; in larger tables by those of evenly
    /// picked rows.
    /// </summary>
    private const long MostScores = 20_000_000;

    /// <summary>Number of rounds.</summary>
    public int Rounds => learnings.Count;

    /// <summary>Fits that run side by side.</summary>
    public int Parallel => parallel;

    /// <summary>The metric.</summary>
    public IMetric Metric => metric;

    /// <summary>
    /// Learns the attempts on some rounds, each that is still alive. With a deadline each fit must end by its share of the time that is
    /// left, and none begins after it.
    /// </summary>
    public void Fit(
        IReadOnlyList<Attempt> attempts, IReadOnlyList<int> rounds, Deadline deadline, Action fitted, CancellationToken cancellation)
    {
        var together = parallel > 1 && learnings.FitIntoMemory;
        var work = together
            ? attempts.SelectMany(attempt => rounds.Select(round => (Attempt: attempt, Round: round))).ToArray()
            : [.. rounds.SelectMany(round => attempts.Select(attempt => (Attempt: attempt, Round: round)))];
        var left = work.Length;

        // Each round learns one model at a time: more threads would wait for it, and their time would count as learning.
        var most = together ? Math.Min(parallel, rounds.Count) : 1;
        OnThreads(work.Length, most, at =>
        {
            var (attempt, round) = work[at];
            if (!together)
            {
                learnings.KeepOnly(round);
            }

            cancellation.ThrowIfCancellationRequested();
            One(attempt, round, deadline.ForOneOf(left, most), deadline, cancellation);
            Interlocked.Decrement(ref left);
            fitted();
        });
    }

    /// <summary>Learns an attempt on one round again, as long as it was learned before.</summary>
    public void Repeat(
        Attempt attempt, IReadOnlyList<(int Round, Parameters Parameters)> fits, CancellationToken cancellation) => OnThreads(
        fits.Count, learnings.FitIntoMemory ? parallel : 1, at =>
        {
            cancellation.ThrowIfCancellationRequested();
            attempt.Add(fits[at].Round, learnings.Fit(fits[at].Round, fits[at].Parameters, null, cancellation), TimeSpan.Zero);
        });

    /// <summary>The scores of the rounds that an attempt has done; it fails when one is not a number.</summary>
    public ScoredRows[] Score(Attempt attempt, CancellationToken cancellation)
    {
        var done = attempt.Done;
        var scored = new ScoredRows[done.Length];
        OnThreads(done.Length, parallel, at => scored[at] = learnings.Score(done[at], attempt.Model(done[at]), cancellation));
        var bad = scored.Sum(part => part.Scores.Count(score => !double.IsFinite(score)));
        if (bad > 0)
        {
            attempt.Fail(new TrestleException(TrainErrors.NotFinite(bad)));
        }

        return scored;
    }

    /// <summary>The metric on each fold.</summary>
    public double[] Measure(IReadOnlyList<ScoredRows> scored) => OutOfFoldMetric.OfFolds(metric, rule, task, scored);

    /// <summary>For a trial that is not among the best the scores of every nth row are kept: this is n; 1 keeps all.</summary>
    public static int Step(IReadOnlyList<ScoredRows> scored, int trials) => (int)BitOperations.RoundUpToPowerOf2(
        (uint)(1 + (scored.Sum(part => (long)part.Scores.Length) * trials / MostScores)));

    private void One(Attempt attempt, int round, long? until, Deadline deadline, CancellationToken cancellation)
    {
        if (!attempt.Alive)
        {
            return;
        }

        if (deadline.IsOver)
        {
            attempt.RunOut();
            return;
        }

        using var ends = deadline.Token(cancellation);
        var started = clock.GetTimestamp();
        try
        {
            attempt.Add(round, learnings.Fit(round, attempt.Parameters, until, ends.Token), clock.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            attempt.RunOut();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            attempt.Fail(failure);
        }
    }

    /// <summary>
    /// Runs each index on its own thread from start to end (native learners keep state in the thread), at most <paramref
    /// name="most"/> at a time; the first failure is thrown after all have ended.
    /// </summary>
    private static void OnThreads(int count, int most, Action<int> work)
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

        var threads = Enumerable.Range(0, Math.Min(most, count)).Select(_ => new Thread(Drain) { IsBackground = true }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }
    }
}
