using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateModel;

/// <summary>
/// A metric is within the limits of the configuration also on the rows on which it is worst beyond chance, of all that one condition or two
/// describe. Where no rows are worse than the others beyond chance, nothing speaks against the model.
/// </summary>
internal sealed class WorstSlice(IMetric metric, LimitSettings limit) : IModelCheck
{
    /// <summary>The name of the check for a metric.</summary>
    public static string NameOf(string metric) => $"worst slice by {metric}";

    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var worst = evidence.Worst.FirstOrDefault(found => found.Figure.Metric == metric.Name);
        var figure = worst?.Figure ?? new MetricValue(metric.Name, double.NaN, double.NaN, double.NaN);
        var result = limit.Judge(NameOf(metric.Name), metric.Name, figure);
        return worst is null
            ? result with { Passed = true, Found = "no rows on which the model is worse beyond chance" }
            : result with
            {
                Found = $"{result.Found} where {worst.Slice} ({Format.Count(worst.Rows, "row")}), {Format.Figure(worst.Whole)} on all rows",
            };
    }

    /// <summary>The same rows of the test part, on which they were not found; null where nothing can be measured on them.</summary>
    public static CheckResult? OnTest(LimitSettings limit, string metric, SliceFinding worst)
    {
        if (worst.Test is not { } test || test.Metrics.Single() is not { Value: not double.NaN } figure)
        {
            return null;
        }

        var result = limit.Judge($"{NameOf(metric)} on the test part", metric, figure);
        return result with { Found = $"{result.Found} where {worst.Slice} ({Format.Count(test.Rows, "row")})" };
    }
}
