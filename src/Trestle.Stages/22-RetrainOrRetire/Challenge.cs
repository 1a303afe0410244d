using System.Globalization;

using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>The verdict on champion and challenger.</summary>
public enum ChallengeVerdict
{
    /// <summary>The challenger is better by the margin, with the required confidence.</summary>
    Better,

    /// <summary>The challenger is not better by the margin, with confidence.</summary>
    NotBetter,

    /// <summary>The rows so far do not decide.</summary>
    Open,
}

/// <summary>A comparison of champion and challenger on the same rows.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Rows">Rows that both scored and whose label is known.</param>
/// <param name="Champion">The champion's metric.</param>
/// <param name="Challenger">The challenger's metric.</param>
/// <param name="Gain">By how much the challenger is better: the difference in the metric's good direction.</param>
/// <param name="Low">Lower end of its interval at this look's level.</param>
/// <param name="High">Upper end.</param>
/// <param name="Margin">By how much it must be better.</param>
/// <param name="Verdict">The verdict.</param>
public sealed record ChallengeResult(
    string Metric, int Rows, double Champion, double Challenger, double Gain, double Low, double High, double Margin,
    ChallengeVerdict Verdict)
{
    /// <summary>The comparison in words.</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture,
        $"{Metric} {Challenger:G4} against {Champion:G4} on {Rows:N0} rows: difference {Gain:G3} ({Low:G3} to {High:G3}), "
            + $"margin {Margin:G3}");
}

/// <summary>
/// The paired test of champion and challenger. Both score the same rows, so what is hard for both cancels out; the difference of the
/// metric is bootstrapped in blocks of neighbouring rows, since rows that follow each other in time depend on each other. A challenger
/// is better only when the whole interval is beyond the margin and the randomisation test agrees, which stays exact where a few large
/// errors make bootstrap intervals too narrow. Since the comparison is repeated several times, each look spends an equal part of the
/// permitted error (Bonferroni), so that looking more often does not promote by chance.
/// </summary>
public static class Challenge
{
    private const int Resamples = 2000;

    /// <summary>One look. Row i of both outcomes is the same row, in time order.</summary>
    public static ChallengeResult Look(
        IMetric metric, Outcome champion, Outcome challenger, ChallengeSettings settings, int seed, CancellationToken cancellation)
    {
        // One-sided error a at each look is the lower tail of an interval of level 1 - 2a.
        var error = (1 - settings.Confidence) / settings.Looks;
        var interval = Bootstrap.Difference(
            metric, challenger, champion, Resamples, 1 - (2 * error), seed, cancellation);
        var sign = metric.HigherIsBetter ? 1 : -1;
        var (low, high) = metric.HigherIsBetter ? (interval.Low, interval.High) : (-interval.High, -interval.Low);
        var verdict = low > settings.Margin
                ? Randomisation.PValue(metric, challenger, champion, Block(champion.Rows), Resamples, seed, cancellation) <= error
                    ? ChallengeVerdict.Better
                    : ChallengeVerdict.Open
            : high < settings.Margin ? ChallengeVerdict.NotBetter
            : ChallengeVerdict.Open;
        return new ChallengeResult(
            metric.Name, champion.Rows, metric.Measure(champion), metric.Measure(challenger), sign * interval.Value, low, high,
            settings.Margin, verdict);
    }

    /// <summary>
    /// Rows of a block: the cube root of their number, the rate that is best for a mean (Künsch 1989; Hall, Horowitz, Jing 1995).
    /// </summary>
    internal static int Block(int rows) => Math.Max(1, (int)Math.Round(Math.Cbrt(rows)));
}
