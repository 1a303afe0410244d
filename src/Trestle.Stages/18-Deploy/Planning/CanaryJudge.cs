using Trestle.Learners.Statistics;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Planning;

/// <summary>
/// How a canary does beside the live version in the same window: errors, latency, scores. It is <em>worse</em> when a measure exceeds
/// its limit and an exact test, at any number of requests, rules out chance. It may go on when it is <em>shown</em> to be within its
/// limits: an upper confidence limit of the difference is below each. Until one of the two holds, nothing is known.
/// </summary>
internal static class CanaryJudge
{
    private const int Measures = 3;

    /// <summary>With fewer scores the distribution of the statistic of Kolmogorov and Smirnov is not known well enough.</summary>
    private const int LeastScores = 20;

    /// <summary>The slowest answers of both versions together that are compared: this many, or the share beyond the percentile.</summary>
    private const int LeastSlow = 5;

    private const double Wanted = 0.8;
    private const long MostNeeded = 1L << 24;

    /// <summary>
    /// The level of one test, such that the probability of any false alarm over all steps, measures and looks is at most <paramref
    /// name="total"/>, however often and whenever it is looked at: the k-th look spends 1 / (k (k + 1)) of it. (Alpha spending, Lan and
    /// DeMets, Biometrika 70, 1983, with the union bound, so that exact tests stay exact.)
    /// </summary>
    public static double Level(double total, int steps, int look) => Spent(total / steps / Measures, look);

    /// <summary>
    /// The risk of one look at which a canary may go on, such that the probability that one beyond a limit ever does is at most
    /// <paramref name="total"/> in a step. All measures and all steps must be passed, so these need no correction (Berger,
    /// Technometrics 24, 1982).
    /// </summary>
    public static double Risk(double total, int look) => Spent(total, look);

    /// <summary>Requests of a canary below which not even one without a failure can be shown to be within its limits.</summary>
    public static long Fewest(CanarySettings limits)
    {
        var risk = Risk(1 - limits.Assurance, 1);
        var errors = Math.Log(risk) / Math.Log(1 - limits.Errors);
        var latency = Math.Log(NonInferiority.Own(risk)) / Math.Log(limits.LatencyShare);
        return (long)Math.Min(int.MaxValue, Math.Max(limits.Requests, Math.Ceiling(Math.Max(errors, latency))));
    }

    /// <summary>Judges a canary.</summary>
    /// <param name="live">The live version.</param>
    /// <param name="canary">The canary.</param>
    /// <param name="limits">What it must keep to.</param>
    /// <param name="level">The <see cref="Level"/> of each test.</param>
    /// <param name="risk">The <see cref="Risk"/> of each confidence limit.</param>
    public static CanaryVerdict Judge(CanaryWindow live, CanaryWindow canary, CanarySettings limits, double level, double risk)
    {
        CanaryFinding[] findings =
        [
            Errors(live, canary, limits, level, risk),
            Latency(live, canary, limits, level, risk),
            .. Drift(live, canary, limits, level) is { } drift ? (CanaryFinding[])[drift] : [],
        ];
        var worse = findings.Where(finding => finding.Worse).ToArray();
        var floor = live.Requests >= limits.Requests && canary.Requests >= limits.Requests;
        var enough = worse.Length == 0 && floor && findings.All(finding => finding.Shown);
        var missing = findings.Select(finding => finding.Needed).Append(Math.Max(0, limits.Requests - canary.Requests)).ToArray();
        var counted = $"{canary.Requests} requests, live {live.Requests}";
        var figures = string.Join("; ", findings.Select(CanaryWords.Finding));
        var reason = worse.Length > 0 ? string.Join("; ", worse.Select(CanaryWords.Finding))
            : enough ? $"within its limits in {counted}: {figures}"
            : $"not shown to be within its limits in {counted}{(floor ? "" : $", each needs at least {limits.Requests}")}: {figures}";
        return new CanaryVerdict(worse.Length > 0, enough, reason, live.Requests, canary.Requests, level, findings)
        {
            Within = worse.Length == 0 && canary.Requests > 0 && live.Requests > 0 && findings.All(Keeps),
            Needed = missing.Contains(null) ? null : missing.Max(),
        };
    }

    private static double Spent(double total, int look) => total / ((double)look * (look + 1));

    private static bool Keeps(CanaryFinding finding) => finding.Measure == CanaryWords.Errors
        ? finding.Canary - finding.Live <= finding.Limit
        : finding.Canary <= finding.Limit;

    /// <summary>
    /// Shares of failed requests: worse by Fisher's exact test, one-sided; within the limit by <see cref="NonInferiority.Difference"/>.
    /// </summary>
    private static CanaryFinding Errors(CanaryWindow live, CanaryWindow canary, CanarySettings limits, double level, double risk)
    {
        var (a, b) = (Share(live.Errors, live.Requests), Share(canary.Errors, canary.Requests));
        var p = canary.Requests == 0 || live.Requests == 0
            ? double.NaN
            : FisherTest.OneSided(canary.Errors, canary.Requests, live.Errors, live.Requests);
        var bound = NonInferiority.Difference(canary.Errors, canary.Requests, live.Errors, live.Requests, risk);

        // The live version's rate as the power assumes it; never 0 or 1, because no count proves that.
        var rate = (live.Errors + 0.5) / (live.Requests + 1);
        double Power(long requests)
        {
            var others = canary.Requests == 0 ? live.Requests : (long)((double)live.Requests / canary.Requests * requests);
            var most = NonInferiority.MostHits(requests, (long)Math.Round(rate * others), others, limits.Errors, risk);
            return most < 0 ? 0 : 1 - Binomial.UpperTail(most + 1, requests, rate);
        }

        var shown = bound <= limits.Errors;
        return new CanaryFinding(CanaryWords.Errors, a, b, limits.Errors, p, p <= level && b - a > limits.Errors)
        {
            Bound = bound,
            Shown = shown,
            Power = Power(canary.Requests),
            Needed = shown ? 0 : live.Requests == 0 ? null : Needed(canary.Requests, Power),
        };
    }

    /// <summary>
    /// A percentile of the latency. Worse: if answers took no longer than the live version's times the limit, the slowest of both together
    /// would be the canary's no more often than its share of the answers; how many are is tested exactly (a precedence test; Nelson,
    /// Technometrics 5, 1963). Within the limit: by <see cref="NonInferiority.QuantileRatio"/>.
    /// </summary>
    private static CanaryFinding Latency(CanaryWindow live, CanaryWindow canary, CanarySettings limits, double level, double risk)
    {
        var share = limits.LatencyShare;
        var (a, b) = (Quantile.OfSorted(live.Seconds, share), Quantile.OfSorted(canary.Seconds, share));
        var measure = FormattableString.Invariant($"p{share * 100:0.##} seconds");
        if (double.IsNaN(a) || double.IsNaN(b))
        {
            return new CanaryFinding(measure, a, b, a * limits.Latency, double.NaN, false) { Shown = false, Needed = null };
        }

        var p = Slower(live.Seconds, canary.Seconds, limits.Latency, share);
        var bound = a * NonInferiority.QuantileRatio(canary.Seconds, live.Seconds, share, risk);
        var most = limits.Latency * NonInferiority.OtherQuantile(live.Seconds, share, risk);
        var below = Math.Min(live.Seconds.Count(seconds => seconds <= most), live.Seconds.Length - 0.5) / live.Seconds.Length;
        double Power(long requests) => NonInferiority.UpperRank(requests, share, NonInferiority.Own(risk)) is var rank && rank > requests
            ? 0
            : Binomial.UpperTail(rank, requests, below);

        var shown = bound <= a * limits.Latency;
        return new CanaryFinding(measure, a, b, a * limits.Latency, p, p <= level && b > a * limits.Latency)
        {
            Bound = bound,
            Shown = shown,
            Power = Power(canary.Seconds.Length),
            Needed = shown ? 0 : Needed(canary.Seconds.Length, Power),
        };
    }

    /// <summary>
    /// Probability of as many of the slowest answers when the canary is slower by exactly the limit; ties are no evidence against it.
    /// </summary>
    private static double Slower(double[] live, double[] canary, double limit, double share)
    {
        var all = live.Length + canary.Length;
        var slowest = Math.Max((int)Math.Ceiling((1 - share) * all), Math.Min(canary.Length, LeastSlow));
        var (i, j, own) = (live.Length - 1, canary.Length - 1, 0);
        for (var taken = 0; taken < slowest; taken++)
        {
            var mine = j >= 0 && (i < 0 || canary[j] > live[i] * limit);
            (i, j, own) = mine ? (i, j - 1, own + 1) : (i - 1, j, own);
        }

        return FisherTest.OneSided(own, canary.Length, slowest - own, live.Length);
    }

    /// <summary>The scores by the two-sample test of Kolmogorov and Smirnov, corrected for the number of outputs.</summary>
    private static CanaryFinding? Drift(CanaryWindow live, CanaryWindow canary, CanarySettings limits, double level)
    {
        CanaryFinding? worst = null;
        foreach (var (a, b) in live.Scores.Zip(canary.Scores)
            .Where(pair => pair.First.Length >= LeastScores && pair.Second.Length >= LeastScores))
        {
            var distance = KolmogorovSmirnov.Distance(a, b);
            var single = KolmogorovSmirnov.PValue(distance, KolmogorovSmirnov.EffectiveSize(a.Length, b.Length));
            var p = Math.Min(1, canary.Scores.Count * single);
            if (worst is null || distance > worst.Canary)
            {
                worst = new CanaryFinding(CanaryWords.Scores, 0, distance, limits.Drift, p, p <= level && distance > limits.Drift);
            }
        }

        return worst;
    }

    /// <summary>How many more requests give the wanted power; null when no number does.</summary>
    private static long? Needed(long requests, Func<long, double> power)
    {
        var (low, high) = (Math.Max(1, requests), Math.Max(2, requests * 2));
        while (power(high) < Wanted)
        {
            (low, high) = (high, high * 2);
            if (high > MostNeeded)
            {
                return null;
            }
        }

        while (high - low > 1 + (low / 50))
        {
            var middle = low + ((high - low) / 2);
            (low, high) = power(middle) >= Wanted ? (low, middle) : (middle, high);
        }

        return Math.Max(1, high - requests);
    }

    private static double Share(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
