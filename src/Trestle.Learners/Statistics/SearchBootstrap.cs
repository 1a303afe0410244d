using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>What a search has found, judged as a search: the best of many trials looks better than it is.</summary>
/// <param name="Best">Position of the trial with the best plain value; −1 when no trial has one.</param>
/// <param name="Plain">The value of each trial on all rows: NaN where it is not defined.</param>
/// <param name="Corrected">
/// The value to expect of the best trial on new rows, with its interval: from the values, on the rows that were not drawn, of the trial
/// that is best on the rows that were.
/// </param>
/// <param name="Differences">Each trial minus the baseline on all rows; empty without a baseline.</param>
/// <param name="PValues">
/// Each trial against the baseline: the probability, if no trial were better than it or had learned anything, of a lead as large as this
/// one anywhere among the trials not yet found better; empty without a baseline.
/// </param>
public sealed record SearchResult(
    int Best, IReadOnlyList<double> Plain, Interval Corrected, IReadOnlyList<double> Differences, IReadOnlyList<double> PValues)
{
    /// <summary>By how much the plain value of the best trial is better than the corrected one: in the unit of the metric.</summary>
    public double Optimism => Best < 0 ? double.NaN : Plain[Best] - Corrected.Value;
}

/// <summary>
/// The bootstrap over the out-of-fold scores of all trials of a search. One pass of resamples answers both questions about the best of
/// them: how good it is (BBC-CV: Tsamardinos, Greasidou, Borboudakis 2018, Machine Learning 107: the choice is repeated on the rows that
/// were drawn and measured on the others), and which trials are better than the baseline with a bounded probability of any false claim
/// (the step-down maximum test: Romano, Wolf 2005, Econometrica 73). The same seed gives the same result on any number of cores.
/// </summary>
/// <remarks>
/// Two hypotheses have to be rejected. That a trial is no better than the baseline: there its models have learned something, agree with
/// each other, and rows are as good as independent. And that it has learned nothing: there the folds share what chance has taught them,
/// so that the standard error is larger (<see cref="Inflation"/>), but a metric that punishes wrong claims expects a negative lead.
/// </remarks>
public static class SearchBootstrap
{
    private const int Permutations = 20;

    /// <summary>Standard errors of a mean over the permutations that are no chance.</summary>
    private const double Clearly = 4;

    /// <summary>
    /// Judges the trials by a metric. Row i of all outcomes is the same row; rows are drawn as they depend on each other.
    /// <paramref name="inflation"/> is the factor by which the standard error of a cross-validated figure exceeds that of its rows
    /// (<see cref="Inflation"/>); unless the metric punishes what chance has taught, the deviations of the resamples are widened by it,
    /// since otherwise the choice on them would be less lucky than the real one was.
    /// </summary>
    public static SearchResult Of(
        IMetric metric, IReadOnlyList<Outcome> trials, Outcome? baseline, double inflation, int resamples, double level, int seed,
        CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(trials.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(inflation, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(level is > 0 and < 1, true, nameof(level));
        var sign = metric.HigherIsBetter ? 1 : -1;
        var plain = trials.Select(metric.Measure).ToArray();
        var best = Best(plain, sign);
        var yardstick = baseline is null ? double.NaN : metric.Measure(baseline);
        double[][] idle = baseline is null || inflation == 1 ? [] : [.. trials.Select(trial => Idle(metric, trial, seed, cancellation))];
        var widening = Punishes(idle, yardstick, sign) ? 1 : inflation;
        var drawn = Draw(metric, trials, plain, baseline, widening, resamples, seed, cancellation);
        var corrected = Correct([.. drawn.Where(draw => !double.IsNaN(draw.Outside))], widening, level) with
        {
            Resamples = resamples,
            Undefined = drawn.Count(draw => double.IsNaN(draw.Outside)),
        };
        if (baseline is null)
        {
            return new SearchResult(best, plain, corrected, [], []);
        }

        double[] differences = [.. plain.Select(value => value - yardstick)];
        var resampled = drawn.Select(draw => draw.Differences).ToArray();
        var better = StepDown(differences, resampled, new double[trials.Count], sign, 1);
        if (inflation == 1)
        {
            return new SearchResult(best, plain, corrected, differences, better);
        }

        var learned = StepDown(differences, resampled, [.. idle.Select(values => values.Average() - yardstick)], sign, inflation);
        return new SearchResult(best, plain, corrected, differences, [.. better.Zip(learned, Math.Max)]);
    }

    /// <summary>
    /// What the scores would be worth if they said nothing of the labels: with some permutations of the labels (and the weights
    /// that go with them), each within the folds. A
    /// metric of rank gives what a constant gives; a loss gives less, the more a model ventures.
    /// </summary>
    internal static double[] Idle(IMetric metric, Outcome trial, int seed, CancellationToken cancellation)
    {
        var folds = Enumerable.Range(0, trial.Rows).GroupBy(row => trial.Folds?[row] ?? 0).Select(fold => fold.ToArray()).ToArray();
        var values = new double[Permutations];
        Parallel.For(0, Permutations, new ParallelOptions { CancellationToken = cancellation }, permutation =>
        {
            var random = new SplitMix64(seed, permutation);
            var labels = (double[])trial.Labels.Clone();
            var weights = (double[]?)trial.Weights?.Clone();
            foreach (var fold in folds)
            {
                for (var i = fold.Length - 1; i > 0; i--)
                {
                    var other = random.Below(i + 1);
                    (labels[fold[i]], labels[fold[other]]) = (labels[fold[other]], labels[fold[i]]);
                    if (weights is not null)
                    {
                        (weights[fold[i]], weights[fold[other]]) = (weights[fold[other]], weights[fold[i]]);
                    }
                }
            }

            values[permutation] = metric.Measure(trial with { Labels = labels, Weights = weights });
        });
        return values;
    }

    /// <summary>
    /// Whether the metric gives clearly less to scores that say nothing than to the baseline: what chance has taught the models then
    /// lowers their figures, and luck in the choice is that of the rows alone.
    /// </summary>
    private static bool Punishes(double[][] idle, double yardstick, int sign)
    {
        var leads = Enumerable.Range(0, idle.Length == 0 ? 0 : Permutations)
            .Select(permutation => sign * (idle.Average(values => values[permutation]) - yardstick)).ToArray();
        return leads.Length > 0 && leads.Average() < -Clearly * StandardDeviation.OfSample(leads) / Math.Sqrt(leads.Length);
    }

    /// <summary>
    /// The factor for the standard error of a figure over folds that learn from each other. Each pair of folds meets twice, once with
    /// either in training, so the folds' figures rise and fall together and their rows say less than as many independent ones: the
    /// variance is 1 + Σ (validation rows / training rows) times as large (Nadeau, Bengio 2003, Machine Learning 52). Over time a fold is
    /// only predicted from earlier ones, each pair meets once, and the factor is 1.
    /// </summary>
    /// <param name="foldRows">The number of rows of each fold.</param>
    /// <param name="overTime">Whether each fold was learned from earlier ones only.</param>
    public static double Inflation(IReadOnlyList<int> foldRows, bool overTime)
    {
        var all = foldRows.Sum(rows => (double)rows);
        return overTime || foldRows.Count < 2 ? 1 : Math.Sqrt(1 + foldRows.Sum(rows => rows / (all - rows)));
    }

    /// <summary>
    /// Adjusted p-values of the step-down maximum test (Romano, Wolf 2016, Statistics and Probability Letters 113: algorithm 4.1), from
    /// the differences of all hypotheses, those of each resample, and those that are to be expected under the hypothesis. The leads over
    /// these are in units of their standard errors; one that is not defined, or not above zero, has 1.
    /// </summary>
    internal static double[] StepDown(
        IReadOnlyList<double> differences, IReadOnlyList<double[]> resampled, IReadOnlyList<double> expected, int sign, double inflation)
    {
        var leads = differences.Zip(expected, (difference, under) => sign * (difference - under)).ToArray();
        var errors = Enumerable.Range(0, leads.Length).Select(k => StandardDeviation.OfSample(
            [.. resampled.Select(draw => draw[k]).Where(double.IsFinite)])).ToArray();
        var order = Enumerable.Range(0, leads.Length).OrderByDescending(Statistic).ThenBy(k => k).ToArray();
        var most = new double[resampled.Count];
        Array.Fill(most, double.NegativeInfinity);
        var values = new double[leads.Length];

        // From the smallest lead up, the set over which the maximum is taken grows to all hypotheses.
        foreach (var k in order.Reverse())
        {
            for (var draw = 0; draw < most.Length; draw++)
            {
                var excess = errors[k] > 0 ? sign * (resampled[draw][k] - differences[k]) / errors[k] : 0;
                most[draw] = double.IsNaN(excess) ? most[draw] : Math.Max(most[draw], excess);
            }

            var statistic = Statistic(k);
            values[k] = statistic > 0 ? (1.0 + most.Count(excess => excess >= statistic)) / (1 + most.Length) : 1;
        }

        var least = 0.0;
        foreach (var k in order)
        {
            values[k] = least = Math.Max(least, values[k]);
        }

        return values;

        double Statistic(int k) =>
            double.IsNaN(leads[k]) || leads[k] <= 0 ? double.IsNaN(leads[k]) ? double.NegativeInfinity : leads[k]
            : errors[k] > 0 ? leads[k] / (errors[k] * inflation)
            : double.PositiveInfinity;
    }

    /// <summary>
    /// The expected value of the chosen trial and its interval. The correction is as large as the folds' figures make it; the interval is
    /// that of the rows that were not drawn, a third of all, and so wide enough.
    /// </summary>
    private static Interval Correct(Drawn[] drawn, double inflation, double level)
    {
        if (drawn.Length == 0)
        {
            return new Interval(double.NaN, double.NaN, double.NaN, level);
        }

        var value = drawn.Average(draw => draw.Plain + (inflation * (draw.Outside - draw.Plain)));
        var middle = drawn.Average(draw => draw.Outside);
        var sorted = drawn.Select(draw => value + draw.Outside - middle).Order().ToArray();
        var tail = (1 - level) / 2;
        return new Interval(value, Quantile.OfSorted(sorted, tail), Quantile.OfSorted(sorted, 1 - tail), level);
    }

    private static Drawn[] Draw(
        IMetric metric, IReadOnlyList<Outcome> trials, double[] plain, Outcome? baseline, double inflation, int resamples, int seed,
        CancellationToken cancellation)
    {
        var rows = trials[0].Rows;
        foreach (var other in baseline is null ? trials : [.. trials, baseline])
        {
            if (!other.Labels.AsSpan().SequenceEqual(trials[0].Labels))
            {
                throw new ArgumentException("the outcomes are not of the same rows: their labels differ", nameof(trials));
            }
        }

        var sign = metric.HigherIsBetter ? 1 : -1;
        var measures = trials.Select(trial => new OrderedRows(trial).Measure(metric)).ToArray();
        var yardstick = baseline is null ? _ => double.NaN : new OrderedRows(baseline).Measure(metric);
        var resampling = Resampling.Of(metric, trials[Math.Max(0, Best(plain, sign))], cancellation);
        var drawn = new Drawn[resamples];
        Parallel.For(
            0,
            resamples,
            new ParallelOptions { CancellationToken = cancellation },
            () => (Inside: new int[rows], Outside: new int[rows]),
            (resample, _, times) =>
            {
                resampling.Draw(times.Inside, seed, resample);
                for (var row = 0; row < rows; row++)
                {
                    times.Outside[row] = times.Inside[row] == 0 ? 1 : 0;
                }

                var inside = Array.ConvertAll(measures, measure => measure(times.Inside));
                var chosen = Best([.. inside.Zip(plain, (value, all) => all + (inflation * (value - all)))], sign);
                var other = yardstick(times.Inside);
                drawn[resample] = new Drawn(
                    chosen < 0 ? double.NaN : plain[chosen],
                    chosen < 0 ? double.NaN : measures[chosen](times.Outside),
                    Array.ConvertAll(inside, value => value - other));
                return times;
            },
            _ => { });
        return drawn;
    }

    /// <summary>The first of the best values; −1 when none is a number.</summary>
    private static int Best(double[] values, int sign)
    {
        var best = -1;
        for (var i = 0; i < values.Length; i++)
        {
            best = !double.IsNaN(values[i]) && (best < 0 || sign * values[i] > sign * values[best]) ? i : best;
        }

        return best;
    }

    /// <summary>One resample.</summary>
    /// <param name="Plain">The value on all rows of the trial that is best on the rows that were drawn.</param>
    /// <param name="Outside">Its value on the rows that were not drawn.</param>
    /// <param name="Differences">Each trial minus the baseline on the rows that were drawn.</param>
    private sealed record Drawn(double Plain, double Outside, double[] Differences);
}
