using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.SelectBest;

/// <summary>
/// The limits of the configuration on the test part. As with the veto, one model is judged that was selected without these rows.
/// </summary>
internal static class TestLimits
{
    /// <summary>A check for each limit.</summary>
    public static IReadOnlyList<CheckResult> Judge(ValidateModelSettings settings, CandidateScores chosen) =>
    [
        .. settings.Metrics.Select(limit => limit.Value.Judge(
            $"{MetricLimit.NameOf(limit.Key)} on the test part", limit.Key, chosen.Test.Single(metric => metric.Metric == limit.Key))),
        .. from limit in settings.Slices.Worst
           let worst = chosen.Worst.FirstOrDefault(found => found.Figure.Metric == limit.Key)
           let check = worst is null ? null : WorstSlice.OnTest(limit.Value, limit.Key, worst)
           where check is not null
           select check,
        .. from limit in settings.Robustness.Limits()
           let figure = chosen.Robustness.FirstOrDefault(figure => figure.Change == limit.Change)
           where figure is not null
           select limit.Limit.Judge(
               $"loss by {limit.Change}{(figure.Column is { } column ? $" of {column}" : "")} on the test part", "a loss", figure.Loss),
        .. settings.Stability is { } stability ? new[] { Stable(stability, chosen.Stability?.Figure) } : [],
        .. from report in chosen.Fairness
           from limit in settings.Fairness?.Limits() ?? []
           select limit.Limit.Judge(
               $"{FairnessLimit.NameOf(limit.Gap, report.By)} on the test part", $"a largest difference in {limit.Gap}",
               report.Gaps.Single(gap => gap.Metric == limit.Gap)),
    ];

    private static CheckResult Stable(LimitSettings limit, MetricValue? figure)
    {
        var check = limit.Judge(
            "stability over refits", "a share", figure ?? new MetricValue("stability", double.NaN, double.NaN, double.NaN));
        return figure is not null ? check : check with
        {
            Found = "no figure: evaluate.refits is 0, or it is a program of your own, which is not learned again",
        };
    }
}
