using Trestle.Learners.Statistics;
using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Planning;

/// <summary>
/// Whether a canary does worse than the live version in the same window: more errors, longer answers, other scores. Each of the three
/// is worse when it exceeds its limit <em>and</em> a test rules out chance.
/// </summary>
internal static class CanaryJudge
{
    /// <summary>Looks within the time of a step.</summary>
    public const int EarlyLooks = 4;

    private const int Measures = 3;
    private const double Tail = 0.01;

    /// <summary>With fewer requests of the canary nothing is tested.</summary>
    private const int LeastRequests = 20;

    /// <summary>
    /// The level of one test, such that the probability of any false alarm over all steps, looks and measures is at most <paramref
    /// name="total"/> (Bonferroni): half of it is divided among the looks within the time of a step; of the other half each later look
    /// gets half of what is left.
    /// </summary>
    public static double Level(double total, int steps, int look) =>
        total / steps / Measures * (look <= EarlyLooks ? 0.5 / EarlyLooks : Math.Pow(0.5, look - EarlyLooks + 1));

    /// <summary>Judges a canary at a level of significance.</summary>
    public static CanaryVerdict Judge(CanaryWindow live, CanaryWindow canary, CanarySettings limits, double level)
    {
        List<CanaryFinding> findings = [Errors(live, canary, limits, level)];
        if (Latency(live, canary, limits, level) is { } slow)
        {
            findings.Add(slow);
        }

        if (Drift(live, canary, limits, level) is { } drift)
        {
            findings.Add(drift);
        }

        var enough = live.Requests >= limits.Requests && canary.Requests >= limits.Requests;
        var worse = findings.Where(finding => finding.Worse).ToArray();
        var reason = worse.Length > 0 ? string.Join("; ", worse.Select(Words))
            : enough ? $"no worse in {canary.Requests} requests, live {live.Requests}: {string.Join("; ", findings.Select(Words))}"
            : $"{canary.Requests} requests, live {live.Requests}; each needs at least {limits.Requests}";
        return new CanaryVerdict(worse.Length > 0, enough, reason, live.Requests, canary.Requests, level, findings);
    }

    private static string Words(CanaryFinding finding) => FormattableString.Invariant(
        $"{finding.Measure} {finding.Canary:G4}, live {finding.Live:G4} (limit {finding.Limit:G4}{PValue(finding)})");

    private static string PValue(CanaryFinding finding) =>
        double.IsNaN(finding.PValue) ? "" : FormattableString.Invariant($", p = {finding.PValue:G2}");

    /// <summary>Shares of failed requests by Fisher's exact test, one-sided.</summary>
    private static CanaryFinding Errors(CanaryWindow live, CanaryWindow canary, CanarySettings limits, double level)
    {
        var (a, b) = (Share(live.Errors, live.Requests), Share(canary.Errors, canary.Requests));
        var tested = canary.Requests >= LeastRequests && live.Requests >= LeastRequests;
        var p = tested ? FisherTest.OneSided(canary.Errors, canary.Requests, live.Errors, live.Requests) : double.NaN;
        return new CanaryFinding("errors", a, b, limits.Errors, p, p <= level && b - a > limits.Errors);
    }

    /// <summary>
    /// The 99th percentile. A bound is chosen that the live version's percentile times the limit exceeds with a probability below half
    /// of the level (an order statistic, so no distribution is assumed); if the canary's percentile is no higher, at most 1 % of its
    /// answers take longer than that, which is tested exactly with the other half. Bounds are those of the histogram, rounded up:
    /// coarse ones hide a difference rather than invent one.
    /// </summary>
    private static CanaryFinding? Latency(CanaryWindow live, CanaryWindow canary, CanarySettings limits, double level)
    {
        var (a, b) = (Histogram.Quantile(live.Latency, 1 - Tail), Histogram.Quantile(canary.Latency, 1 - Tail));
        if (double.IsNaN(a) || double.IsNaN(b))
        {
            return null;
        }

        var p = double.NaN;
        if (canary.Requests >= LeastRequests && Histogram.UpperBound(live.Latency, 1 - Tail, level / 2) is { } high
            && canary.Latency.Select(bucket => bucket.Bound).Where(bound => bound >= high * limits.Latency).Order()
                .FirstOrDefault(double.PositiveInfinity) is var bound
            && double.IsFinite(bound))
        {
            var slow = canary.Latency.Where(bucket => bucket.Bound > bound).Sum(bucket => bucket.Count);
            p = Math.Min(1, 2 * Binomial.UpperTail(slow, canary.Latency.Sum(bucket => bucket.Count), Tail));
        }

        return new CanaryFinding("p99 seconds", a, b, a * limits.Latency, p, p <= level && b > a * limits.Latency);
    }

    /// <summary>The scores by the two-sample test of Kolmogorov and Smirnov, corrected for the number of outputs.</summary>
    private static CanaryFinding? Drift(CanaryWindow live, CanaryWindow canary, CanarySettings limits, double level)
    {
        CanaryFinding? worst = null;
        foreach (var (a, b) in live.Scores.Zip(canary.Scores)
            .Where(pair => pair.First.Length >= LeastRequests && pair.Second.Length >= LeastRequests))
        {
            var distance = KolmogorovSmirnov.Distance(a, b);
            var single = KolmogorovSmirnov.PValue(distance, KolmogorovSmirnov.EffectiveSize(a.Length, b.Length));
            var p = Math.Min(1, canary.Scores.Count * single);
            if (worst is null || distance > worst.Canary)
            {
                worst = new CanaryFinding("score distance", 0, distance, limits.Drift, p, p <= level && distance > limits.Drift);
            }
        }

        return worst;
    }

    private static double Share(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
