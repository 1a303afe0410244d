using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>All trials of a search, judged together on the out-of-fold rows that were kept of every one.</summary>
public sealed class SearchEvidence
{
    /// <summary>Numbers to draw in all resamples together: what a second or two of two cores allow.</summary>
    private const long Work = 100_000_000;

    private const int LeastResamples = 250;
    private const int MostResamples = 1000;

    private readonly IReadOnlyList<TrialName> trials;
    private readonly SearchResult result;

    private SearchEvidence(IReadOnlyList<TrialName> trials, int rows, SearchResult result)
    {
        this.trials = trials;
        this.result = result;
        Rows = rows;
    }

    /// <summary>Number of trials.</summary>
    public int Trials => trials.Count;

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Judges the trials; row i of all outcomes is the same row. At least one trial.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="trials">The names of the trials.</param>
    /// <param name="scores">Their out-of-fold scores.</param>
    /// <param name="baseline">Those of the best baseline; null when there is none.</param>
    /// <param name="level">Level of confidence.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <param name="effort">The share of the usual work; as many resamples as the level needs are drawn in any case.</param>
    public static SearchEvidence Of(
        IMetric metric, IReadOnlyList<TrialName> trials, IReadOnlyList<Outcome> scores, Outcome? baseline, double level, int seed,
        CancellationToken cancellation, double effort = 1)
    {
        // A probability as small as the level allows must be seen in several resamples.
        var numbers = Math.Max(1, scores.Sum(trial => (long)trial.Scores.Length));
        var least = Math.Max(LeastResamples, (int)Math.Ceiling(10 / (1 - level)));
        var resamples = (int)Math.Clamp((long)(Work * effort / numbers), least, Math.Max(least, (long)(MostResamples * effort)));
        return new SearchEvidence(trials, scores[0].Rows, SearchBootstrap.Of(
            metric, scores, baseline, Inflation(scores[0]), resamples, level, seed, cancellation));
    }

    /// <summary>A trial minus the baseline, and the probability of such a lead anywhere in the search if no trial were better.</summary>
    public (double Difference, double PValue) Against(TrialName trial)
    {
        var at = trials.ToList().IndexOf(trial);
        return (result.Differences[at], result.PValues[at]);
    }

    /// <summary>The search in the report.</summary>
    public SearchReport Report(IMetric metric) => new(
        Trials, Rows, trials[Math.Max(0, result.Best)], result.Plain[Math.Max(0, result.Best)],
        new MetricValue(metric.Name, result.Corrected.Value, result.Corrected.Low, result.Corrected.High), result.Corrected.Level);

    private static double Inflation(Outcome outcome) => outcome.Folds is { } folds
        ? SearchBootstrap.Inflation([.. folds.CountBy(fold => fold).Select(fold => fold.Value)], outcome.Dependence.Times is not null)
        : 1;
}
