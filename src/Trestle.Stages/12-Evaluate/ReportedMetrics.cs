using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.Evaluate;

/// <summary>Which metrics stage 12 reports.</summary>
internal static class ReportedMetrics
{
    /// <summary>The metrics to report, the objective always among them.</summary>
    public static IMetric[] Of(UnitContext context, Contract contract, IMetric objective, bool hasValue, bool isForecast)
    {
        IMetric[] usual =
        [
            .. new IMetric[] { new Mase(), new Smape(), new Wape() }.Where(_ => isForecast)
                .Concat(MetricCatalog.Reported(contract.Task, objective, hasValue, contract.Ordered)).DistinctBy(metric => metric.Name),
        ];
        var wanted = context.Read(EvaluateSettings.Section).Metrics;
        var limited = context.Read(ValidateModelSettings.Section).Metrics.Keys.Select(name => MetricCatalog.Find(name, contract))
            .OfType<IMetric>().ToArray();
        if (wanted.Count == 0)
        {
            return [.. usual.Concat(limited).DistinctBy(metric => metric.Name)];
        }

        var known = MetricCatalog.All.Where(metric => metric.Suits(contract) && (metric is not DecisionValue || hasValue))
            .Select(metric => metric.Name).ToArray();
        var asked = wanted.Distinct().ToDictionary(name => name, name => MetricCatalog.Find(name, contract) is { } metric
            && (metric is not DecisionValue || hasValue) ? metric : null);
        var problems = asked.Where(entry => entry.Value is null)
            .Select(entry => EvaluateErrors.UnknownMetric(
                entry.Key, known, context.Project.Positions.Find("evaluate.metrics").ToString()))
            .ToArray();
        return problems.Length > 0
            ? throw new TrestleException(problems)
            : [.. usual.Where(metric => asked.ContainsKey(metric.Name) || metric.Name == objective.Name)
                .Concat(asked.Values.OfType<IMetric>()).Concat(limited).DistinctBy(metric => metric.Name)];
    }
}
