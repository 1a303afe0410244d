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
    /// <summary>
    /// Probability of such a gain without a difference, by the randomisation test; null where the interval had decided already.
    /// </summary>
    public double? Randomised { get; init; }

    /// <summary>
    /// Probability of such a gain without one above the margin, by the test of Diebold and Mariano; null where the interval had decided
    /// already.
    /// </summary>
    public double? DieboldMariano { get; init; }

    /// <summary>
    /// Probability of such a gain without one above the margin, by the test of the slow movements; null where the interval had decided
    /// already, or the rows have no times.
    /// </summary>
    public double? Slow { get; init; }

    /// <summary>The largest probability with which this look promotes; null for one by an earlier version.</summary>
    public double? Level { get; init; }

    /// <summary>The comparison in words.</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture,
        $"{Metric} {Challenger:G4} against {Champion:G4} on {Rows:N0} rows: difference {Gain:G3} ({Range}), "
            + $"margin {Margin:G3}{Witnesses}");

    private string Range => double.IsNaN(Low) || double.IsNaN(High)
        ? "no interval: too few rows"
        : string.Create(CultureInfo.InvariantCulture, $"{Low:G3} to {High:G3}");

    private string Witnesses => Randomised is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"; by chance with probability {Randomised:G2} (swaps), {DieboldMariano:G2} (Diebold-Mariano)"
            + $"{(Slow is { } slow ? $" and {slow:G2} (slow turns)" : "")}{(Level is { } level ? $", {level:G2} is permitted" : "")}");
}

/// <summary>
/// The paired test of champion and challenger. Both score the same rows, so what is hard for both cancels out. Rows that follow each other
/// in time depend on each other: they are drawn and swapped in blocks as long as the difference of the models depends on itself. A
/// challenger is better only when the whole interval is beyond the margin and three tests agree, each of which errs in other cases: the
/// randomisation test, which needs no distribution of the errors but blocks that are independent; that of Diebold and Mariano, which
/// needs no blocks but enough rows; and that of the slow movements, which sees turns that are too long for both.
/// </summary>
/// <remarks>
/// Several looks share the permitted error: they spend it with the fifth power of the rows seen (Kim, DeMets, Biometrika 74, 1987), since
/// in few rows two models that take turns cannot be told from one that is better. The shares add up (Bonferroni), so that the looks may
/// depend on each other in any way.
/// </remarks>
public static class Challenge
{
    private const int Resamples = 2000;

    /// <summary>The part of the permitted error that is spent; the rest is for turns too long to be seen in these rows.</summary>
    private const double Spent = 0.4;

    private const int Power = 5;

    /// <summary>
    /// The first look, from 1, that can promote: the randomisation test tells nothing smaller than one in <see cref="Resamples"/>.
    /// </summary>
    internal static int Earliest(ChallengeSettings settings) =>
        Enumerable.Range(1, settings.Looks).First(look => look == settings.Looks || Level(settings, look) > 1.0 / Resamples);

    /// <summary>One look. Row i of both outcomes is the same row, and depends on others as the champion's outcome says.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="champion">The champion's outcome.</param>
    /// <param name="challenger">The challenger's.</param>
    /// <param name="settings">The paired test.</param>
    /// <param name="look">Number of the look, from 1.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ChallengeResult Look(
        IMetric metric, Outcome champion, Outcome challenger, ChallengeSettings settings, int look, int seed,
        CancellationToken cancellation)
    {
        // One-sided error a is the lower tail of an interval of level 1 - 2a.
        challenger = challenger with { Dependence = champion.Dependence };
        var interval = Bootstrap.Difference(
            metric, challenger, champion, Resamples, 1 - (2 * Permitted(settings)), seed, cancellation);
        var sign = metric.HigherIsBetter ? 1 : -1;
        var (low, high) = metric.HigherIsBetter ? (interval.Low, interval.High) : (-interval.High, -interval.Low);
        var result = new ChallengeResult(
            metric.Name, champion.Rows, metric.Measure(champion), metric.Measure(challenger), sign * interval.Value, low, high,
            settings.Margin, high < settings.Margin ? ChallengeVerdict.NotBetter : ChallengeVerdict.Open)
        {
            Level = Level(settings, look),
        };
        if (!(low > settings.Margin))
        {
            return result;
        }

        result = result with
        {
            Randomised = Randomisation.PValue(metric, challenger, champion, Resamples, seed, cancellation),
            DieboldMariano = DieboldMariano.PValue(metric, challenger, champion, settings.Margin, cancellation),
            Slow = CosineTest.PValue(metric, challenger, champion, settings.Margin, cancellation),
        };
        double[] witnesses = [result.Randomised!.Value, result.DieboldMariano!.Value, result.Slow ?? 0];
        return witnesses.Max() <= result.Level ? result with { Verdict = ChallengeVerdict.Better } : result;
    }

    /// <summary>The error that all looks may spend together.</summary>
    private static double Permitted(ChallengeSettings settings) => Spent * (1 - settings.Confidence);

    /// <summary>The error that a look may spend.</summary>
    private static double Level(ChallengeSettings settings, int look) =>
        Permitted(settings)
            * (Math.Pow((double)look / settings.Looks, Power) - Math.Pow((double)(look - 1) / settings.Looks, Power));
}
