using System.Text.Json.Serialization;

using Trestle.Learners.Ensemble;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>A trial of a candidate, by its number.</summary>
public sealed record TrialName(string Candidate, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Candidate} trial {Number}";
}

/// <summary>Stage 10: one parameter set and its results.</summary>
/// <param name="Number">Number of the trial, from 1.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Rounds">Rounds of learning: the median over the folds of the best on each.</param>
/// <param name="FoldScores">The metric on each validation fold; NaN where it is not defined (one class only, say).</param>
/// <param name="Score">The mean of those that are defined; NaN when none is.</param>
/// <param name="Spread">Their sample standard deviation.</param>
public sealed record Trial(
    int Number, IReadOnlyDictionary<string, double> Parameters, int Rounds, IReadOnlyList<double> FoldScores, double Score, double Spread)
{
    /// <summary>Its out-of-fold scores: a table like <see cref="FittedModel.OutOfFold"/>.</summary>
    public ContentHash? OutOfFold { get; init; }

    /// <summary>Of how many rows each the scores of one were kept, in very large tables; 0 where those of all were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Every { get; init; }

    /// <summary>
    /// Rounds of learning on each fold where time ended it, null where it ended by itself; null as a whole when time ended none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int?>? EndedAt { get; init; }

    /// <summary>With a time budget: seconds that its fits took, one after another; of the first run where it was repeated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Seconds { get; init; }

    /// <summary>Folds on which the metric is defined.</summary>
    [JsonIgnore]
    public int Defined => FoldScores.Count(score => !double.IsNaN(score));

    /// <summary>A trial with mean and deviation of its scores.</summary>
    public static Trial Of(int number, IReadOnlyDictionary<string, double> parameters, int rounds, IReadOnlyList<double> scores)
    {
        var defined = scores.Where(score => !double.IsNaN(score)).ToArray();
        var mean = defined.Length == 0 ? double.NaN : defined.Average();
        return new Trial(number, parameters, rounds, scores, mean, StandardDeviation.OfSample(defined));
    }
}

/// <summary>Why a trial did not run to its end.</summary>
public enum TrialEnd
{
    /// <summary>On its first folds it was worse than the best trial so far, by more than chance makes likely.</summary>
    Lost,

    /// <summary>Its learning failed, or its scores were no numbers.</summary>
    Failed,

    /// <summary>The time budget ended first.</summary>
    OutOfTime,
}

/// <summary>Stage 10: a parameter set whose trial did not run to its end.</summary>
/// <param name="Number">Number of the trial.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="End">How it ended.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record StoppedTrial(int Number, IReadOnlyDictionary<string, double> Parameters, TrialEnd End, string Reason)
{
    /// <summary>The trial that it lost to.</summary>
    public TrialName? LostTo { get; init; }

    /// <summary>The metric on the folds that it ran; empty unless it lost.</summary>
    public IReadOnlyList<double> FoldScores { get; init; } = [];

    /// <summary>Its scores on these folds.</summary>
    public ContentHash? OutOfFold { get; init; }

    /// <inheritdoc cref="Trial.EndedAt"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int?>? EndedAt { get; init; }

    /// <inheritdoc cref="Trial.Seconds"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Seconds { get; init; }
}

/// <summary>Stage 10: the trials of one candidate, best first.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Ran">Trials that ran on all folds; with a time budget there may be none.</param>
/// <param name="StoppedBecause">Why there are no more.</param>
public sealed record Trials(string Candidate, string Metric, IReadOnlyList<Trial> Ran, string StoppedBecause)
{
    /// <summary>Trials that did not run to their end, in their order.</summary>
    public IReadOnlyList<StoppedTrial> Stopped { get; init; } = [];

    /// <summary>All trials: those that ran on all folds, and those that did not.</summary>
    [JsonIgnore]
    public int Count => Ran.Count + Stopped.Count;

    /// <summary>A finished trial.</summary>
    internal Trial Get(int number) => Ran.Single(trial => trial.Number == number);

    /// <summary>Whether the search ended because further trials no longer brought anything.</summary>
    public bool Exhausted { get; init; }

    /// <summary>With a time budget: seconds that the candidate took; of the first run where it was repeated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Seconds { get; init; }
}

/// <summary>Stage 13: the expected improvement of further trials of a candidate.</summary>
/// <param name="Candidate">The candidate, whatever the round.</param>
/// <param name="Ran">Trials that were run so far.</param>
/// <param name="Best">The best score among them.</param>
/// <param name="Further">Trials that a further round would run.</param>
/// <param name="Expected">How much they are expected to improve the best score of all candidates; null when unknown.</param>
public sealed record Prospect(string Candidate, int Ran, double Best, int Further, double? Expected);

/// <summary>Stage 13: what a rule did about a candidate, and why.</summary>
public sealed record RevisitNote(string Rule, string Candidate, string Reason);

/// <summary>Stage 13: another round of search, or the end of it.</summary>
public sealed record CandidateRound
{
    /// <summary>The round that just ended, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>The decision and its reason in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The smallest improvement of the metric that is worth a further round.</summary>
    public required double Worth { get; init; }

    /// <summary>Trials of all rounds, those that did not run to their end with them, without baselines and the ensemble.</summary>
    public required int TrialsRun { get; init; }

    /// <summary>Seconds spent on training in this run, when there is a time budget; such a decision depends on the machine.</summary>
    public double? SecondsSpent { get; init; }

    public required IReadOnlyList<Prospect> Prospects { get; init; }
    public required IReadOnlyList<RevisitNote> Notes { get; init; }

    /// <summary>The candidates of the next round; null when the search is over.</summary>
    public CandidateSet? Next { get; init; }
}

/// <summary>
/// Stage 11: the objective of the best trial, out of fold: the plain figure, by which it was found, and the one corrected for that.
/// </summary>
/// <param name="Trials">Trials that the best was chosen from, of all candidates and rounds.</param>
/// <param name="Rows">Out-of-fold rows that the search was judged on.</param>
/// <param name="Best">The best trial.</param>
/// <param name="Plain">Its plain figure on these rows: too good on average, since it was chosen by it.</param>
/// <param name="Corrected">What to expect of it on new rows (bootstrap bias-corrected cross-validation), with its interval.</param>
/// <param name="Level">Confidence level of the interval.</param>
public sealed record SearchReport(int Trials, long Rows, TrialName Best, double Plain, MetricValue Corrected, double Level)
{
    /// <summary>The share of the correction that an ensemble takes.</summary>
    private const double OfEnsemble = 0.5;

    /// <summary>
    /// The figure of a candidate, corrected for the search: as far from the corrected figure of the best as both plain figures are apart.
    /// An ensemble is corrected by half: its weights are cross-fitted, but its members were chosen on the same rows
    /// (bench/results/20261130-automl.md). It stays within what the metric can be.
    /// </summary>
    /// <param name="metric">The metric.</param>
    /// <param name="plain">The out-of-fold figure.</param>
    /// <param name="learner">The learner of the candidate.</param>
    public MetricValue Correct(IMetric metric, double plain, string learner)
    {
        var shift = plain - Plain + (learner == EnsembleLearner.LearnerName ? OfEnsemble * (Plain - Corrected.Value) : 0);
        double Shifted(double figure) => metric.Range.Within(figure + shift);
        return new MetricValue(metric.Name, Shifted(Corrected.Value), Shifted(Corrected.Low), Shifted(Corrected.High));
    }
}
