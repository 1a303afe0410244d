using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners;

/// <summary>What can be wrong with linear models, baselines, metrics and statistics.</summary>
internal static class MetricErrors
{
    public static Problem UnknownLearner(string name, IReadOnlyCollection<string> known) => new(
        "TR0070",
        $"there is no learner '{name}'",
        "the name of a learner",
        "learner",
        Nearest.Advice(name, known));

    public static Problem NoNumber(string feature, string learner) => new(
        "TR0071",
        $"feature '{feature}' holds a value that is missing, infinite or too large to compute with",
        $"finite numbers, which the learner '{learner}' needs",
        $"feature '{feature}'",
        "impute missing values and scale the feature in an earlier step, or drop it");

    public static Problem UnknownMetric(string name, IReadOnlyCollection<string> known) => new(
        "TR0072",
        $"there is no metric '{name}'",
        "the name of a metric",
        "metric",
        Nearest.Advice(name, known));

    public static Problem BadModel(string learner, string reason) => new(
        "TR0073",
        $"the saved model cannot be read: {reason}",
        $"a model written by the learner '{learner}' of this version of Trestle",
        $"learner '{learner}'",
        "train and package the model again with this version");

    public static Problem WrongTask(string metric, TaskKind task, IReadOnlyCollection<string> fitting) => new(
        "TR0074",
        $"the metric '{metric}' is not defined for the task {Words(task)}",
        $"a metric for the task {Words(task)}",
        $"metric '{metric}'",
        $"use one of: {string.Join(", ", fitting)}");

    public static Problem BadLabels(string learner, string found, string expected) => new(
        "TR0075",
        found,
        expected,
        $"learner '{learner}', target",
        "look at how the target was read and how the rows were split");

    public static Problem BadParameter(string learner, string name, string found, string expected) => new(
        "TR0076",
        found,
        expected,
        $"learner '{learner}', parameter '{name}'",
        "change the parameter or remove it");

    public static Problem NotConverged(string learner, int steps) => new(
        "TR0077",
        $"the fit did not converge in {steps} steps",
        "features with similar scales",
        $"learner '{learner}'",
        "standardise the features, or raise the parameter 'l2'");

    public static Problem NoThreshold(string reason) => new(
        "TR0078",
        $"no decision threshold can be chosen: {reason}",
        "scored rows of both classes",
        "threshold",
        "hold out more rows, or set a fixed threshold");

    private static string Words(TaskKind task) => task switch
    {
        TaskKind.Binary => "'binary'",
        TaskKind.Multiclass => "'multiclass'",
        _ => "'regression'",
    };
}
