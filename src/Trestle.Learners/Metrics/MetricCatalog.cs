using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>All metrics, one line each.</summary>
public static class MetricCatalog
{
    /// <summary>The metrics: those of rank, of probability, of class and of value.</summary>
    public static IReadOnlyList<IMetric> All { get; } =
    [
        new Auc(),
        new AucOvr(),
        new AveragePrecision(),
        new LogLoss(),
        new Brier(),
        new Accuracy(),
        new BalancedAccuracy(),
        new F1(),
        new MacroF1(),
        new Precision(),
        new Recall(),
        new Mcc(),
        new RankedProbabilityScore(),
        new QuadraticKappa(),
        new ClassDistance(),
        new DecisionValue(),
        new Rmse(),
        new Mae(),
        new MedianAe(),
        new Mape(),
        new Smape(),
        new Wape(),
        new Mase(),
        new R2(),
        new QuantileLoss(0.9),
        new PoissonDeviance(),
        new TweedieDeviance(1.5),
    ];

    /// <summary>The metric with a name; a <see cref="TrestleException"/> with the nearest name when there is none.</summary>
    public static IMetric Get(string name) =>
        All.Select(metric => metric.Named(name)).FirstOrDefault(metric => metric is not null)
        ?? throw new TrestleException(MetricErrors.UnknownMetric(name, Names(All)));

    /// <summary>Whether the metric with a name judges decisions.</summary>
    public static bool NeedsThreshold(string name) => All.Any(metric => metric.Name == name && metric.NeedsThreshold);

    /// <summary>The metric with a name; a <see cref="TrestleException"/> also when it is not defined for the task.</summary>
    public static IMetric Get(string name, TaskKind task) =>
        Get(name) is var metric && metric.Can(task)
            ? metric
            : throw new TrestleException(MetricErrors.WrongTask(name, task, Names(All.Where(other => other.Can(task)))));

    /// <summary>The metric with a name that is defined for a target; null when there is none.</summary>
    public static IMetric? Find(string name, Contract contract) =>
        All.Select(metric => metric.Named(name)).FirstOrDefault(metric => metric?.Suits(contract) == true);

    /// <summary>Whether a metric is defined for a target: for its task and, where it needs one, with an order of its classes.</summary>
    public static bool Suits(this IMetric metric, Contract contract) => metric.Suits(contract.Task, contract.Ordered);

    private static bool Suits(this IMetric metric, TaskKind task, bool ordered) => metric.Can(task) && (ordered || !metric.NeedsOrder);

    /// <summary>
    /// What is reported of a task unless something else is asked for; a value of decisions only where it is known what they are worth.
    /// </summary>
    public static IReadOnlyList<IMetric> Reported(TaskKind task, IMetric objective, bool hasCosts, bool ordered = false)
    {
        IMetric[] usual =
        [
            .. All.Where(metric => metric.Suits(task, ordered) && !metric.OnRequest && (hasCosts || metric is not DecisionValue)),
        ];
        return usual.Any(metric => metric.Name == objective.Name) ? usual : [.. usual, objective];
    }

    /// <summary>The default metric of a target.</summary>
    public static IMetric Default(Contract contract) =>
        contract.Ordered ? Get(RankedProbabilityScore.MetricName) : Default(contract.Task);

    /// <summary>The default metrics of a task: they need no threshold.</summary>
    public static IMetric Default(TaskKind task) => Get(task switch
    {
        TaskKind.Binary => "auc",
        TaskKind.Multiclass => "log-loss",
        _ => "rmse",
    });

    private static string[] Names(IEnumerable<IMetric> metrics) => [.. metrics.Select(metric => metric.Name)];
}
