namespace Trestle.Stages.ProposeCandidates;

/// <summary>What can go wrong when candidates are proposed.</summary>
internal static class ProposeCandidatesErrors
{
    public static Problem CannotDo(string learner, TaskKind task) => new(
        "TR0801",
        $"the learner '{learner}' cannot do {task.ToString().ToLowerInvariant()}",
        $"learners that can: {string.Join(", ", LearnerCatalog.All.Where(other => other.Can(task)).Select(other => other.Name))}",
        "propose-candidates.learners",
        "remove it there");

    public static Problem NoFeatures() => new(
        "TR0802",
        "no feature is left to learn from",
        "at least one feature",
        "feature-list",
        "see why each was dropped with: trestle show RUN/select-features; keep one with select-features.keep");

    public static Problem BudgetTooSmall(TimeSpan budget, TimeSpan least, string where) => new(
        "TR0810",
        $"the budget of {budget.TotalSeconds:0.###} s is too small for a search",
        $"at least {least.TotalSeconds:0} s",
        where,
        "raise it; or leave it out and count trials (train.trials), with preset: fast for few");

    public static Problem NoQuantileOfCounts(string what, string where) => new(
        "TR0821",
        $"{what} for task: count",
        "a metric of means: counts are learned by their mean, and answers are 0 or more",
        where,
        "set task: regression to learn a quantile or to decide by prices; answers have intervals with either task");

    public static Problem BelowZero(string learner) => new(
        "TR0822",
        $"the learner '{learner}' can predict counts below 0",
        "a learner whose predictions of counts are 0 or more",
        "propose-candidates.learners",
        "remove it there, or set task: regression");

    public static Problem OnlyReported(string metric) => new(
        "TR0850",
        $"the metric '{metric}', whose units the predictions of a model in service do not have",
        "a metric that needs labels and predictions alone, such as mae or wape",
        "train.metric",
        $"remove it there: mae is the usual one of forecasts, and {metric} is reported");

    public static Problem UnknownMetric(string metric, TaskKind task, IReadOnlyCollection<string> known) => new(
        "TR0803",
        $"the metric '{metric}' is not defined for {task.ToString().ToLowerInvariant()}",
        $"one of: {string.Join(", ", known)}",
        "train.metric",
        Nearest.Advice(metric, known));
}
