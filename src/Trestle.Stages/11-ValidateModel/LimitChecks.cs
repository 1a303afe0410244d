using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>
/// A metric out of fold is within the limits of the configuration. The metric that models are compared by is corrected for the choice among
/// all trials first.
/// </summary>
internal sealed class MetricLimit(IMetric metric, LimitSettings limit) : IModelCheck
{
    private const int Resamples = 500;
    private const double Level = 0.95;

    /// <summary>The name of the check for a metric.</summary>
    public static string NameOf(string metric) => $"limit of {metric}";

    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        var interval = Bootstrap.Of(metric, evidence.Decided, Resamples, Level, evidence.Seed, cancellation);
        var figure = new MetricValue(metric.Name, interval.Value, interval.Low, interval.High);
        return limit.Judge(
            NameOf(metric.Name), metric.Name,
            metric.Name == evidence.Metric.Name
                ? evidence.Search.Report(metric).Correct(metric, interval.Value, evidence.Fitted.Learner)
                : figure);
    }
}

/// <summary>The groups of a column are treated alike on out-of-fold rows, within the limits of the configuration.</summary>
internal sealed class FairnessLimit(string by, string gap, LimitSettings limit) : IModelCheck
{
    private const int Resamples = 500;
    private const double Level = 0.95;

    /// <summary>The name of the check for a gap between the groups of a column.</summary>
    public static string NameOf(string gap, string by) => $"{gap} by {by}";

    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        var groups = evidence.Groups.Single(groups => groups.By == by);
        var gaps = new FairnessGaps(evidence.Decided, [.. groups.Groups.Select(group => group.Rows)]);
        var figure = Fairness.Gap(gaps, gap, evidence.Decided, Resamples, Level, evidence.Seed, cancellation);
        var result = limit.Judge(NameOf(gap, by), $"a largest difference in {gap}", figure);
        return groups.Groups.Count < 2
            ? result with { Found = $"{groups.Groups.Count} group with 30 out-of-fold rows or more, so that there is nothing to compare" }
            : result;
    }
}

/// <summary>The limits of the configuration, checked before anything is judged by them.</summary>
internal static class Limits
{
    /// <summary>The section of the configuration, for positions.</summary>
    private const string Section = "validate-model";

    /// <summary>The checks of the limits; all mistakes are reported together.</summary>
    public static IReadOnlyList<IModelCheck> Checks(
        ValidateModelSettings settings, Contract contract, bool hasCosts, IEnumerable<string> monotone, Func<string, string> where)
    {
        string[] known =
        [
            .. MetricCatalog.All.Where(metric => metric.Suits(contract) && (hasCosts || metric is not DecisionValue))
                .Select(metric => metric.Name),
        ];
        var problems = new List<Problem>();
        var checks = new List<IModelCheck>();
        Add("metrics", settings.Metrics, (metric, limit) => new MetricLimit(metric, limit));
        Add("slices.worst", settings.Slices.Worst, (metric, limit) => new WorstSlice(metric, limit));

        foreach (var (gap, limit) in settings.Fairness?.Limits() ?? [])
        {
            problems.AddRange(Wrong(limit, gap, where($"{Section}.fairness.{gap}")));
            if (gap == FairnessGaps.EqualisedOdds && contract.Task == TaskKind.Regression)
            {
                problems.Add(LimitErrors.NoOdds(where($"{Section}.fairness.{gap}")));
            }

            checks.AddRange(settings.Fairness!.By.Distinct().Select(by => new FairnessLimit(by, gap, limit)));
        }

        problems.AddRange(settings.Robustness.Limits()
            .SelectMany(entry => Wrong(entry.Limit, entry.Change, where($"{Section}.robustness.{entry.Change}"))));
        problems.AddRange(settings.Stability is { } stability ? Wrong(stability, "stability", where($"{Section}.stability")) : []);
        problems.AddRange(Wrong(settings.Monotone, "monotone", where($"{Section}.monotone")));
        checks.AddRange(settings.MaxSize is { } size ? [new SizeBudget(size)] : []);
        checks.AddRange(settings.MaxLatency is { } time ? [new LatencyBudget(time)] : []);
        checks.AddRange(monotone.Select(column => new MonotoneIn(column, settings.Monotone)));
        return problems.Count == 0 ? checks : throw new TrestleException(problems);

        void Add(string section, IReadOnlyDictionary<string, LimitSettings> limits, Func<IMetric, LimitSettings, IModelCheck> check)
        {
            foreach (var (name, limit) in limits)
            {
                problems.AddRange(Wrong(limit, name, where($"{Section}.{section}.{name}")));
                if (MetricCatalog.Find(name, contract) is { } metric && (hasCosts || metric is not DecisionValue))
                {
                    checks.Add(check(metric, limit));
                }
                else
                {
                    problems.Add(LimitErrors.UnknownMetric(name, known, where($"{Section}.{section}.{name}")));
                }
            }
        }
    }

    private static IEnumerable<Problem> Wrong(LimitSettings limit, string figure, string where) => limit switch
    {
        { AtLeast: null, AtMost: null } => [LimitErrors.NoBound(figure, where)],
        { AtLeast: { } least, AtMost: { } most } when least > most => [LimitErrors.Backwards(figure, where)],
        _ => [],
    };
}
