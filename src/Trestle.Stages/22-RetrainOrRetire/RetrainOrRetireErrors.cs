namespace Trestle.Stages.RetrainOrRetire;

/// <summary>What can be wrong with the renewal of a model.</summary>
internal static class RetrainOrRetireErrors
{
    public static Problem BadSchedule(string text) => new(
        "TR2201",
        $"the schedule '{text}'",
        "five cron fields: minute, hour, day of month, month, day of week",
        "retrain-or-retire.when.schedule",
        "write it as '0 3 * * 1' for Mondays at 3:00 UTC");

    public static Problem NoMetric(string metric, TaskKind task, IReadOnlyList<string> known) => new(
        "TR2202",
        $"the metric '{metric}' cannot compare models for this task ({task})",
        $"one of: {string.Join(", ", known)}",
        "retrain-or-retire.challenge.metric",
        "name one of them");

    public static Problem NoVersion(string model, int version) => new(
        "TR2203",
        $"version {version} of '{model}' is live and not registered",
        "a version registered by a run",
        "stage 22, retrain-or-retire",
        "deploy a version that 'trestle models' lists");
}
