namespace Trestle.Stages.Monitor;

/// <summary>What can go wrong when a model in service is watched.</summary>
internal static class MonitorErrors
{
    public static Problem NotLogged(string column) => new(
        "TR2101",
        $"the logged rows have no column '{column}' of the kind that the model was trained on",
        $"a column '{column}' in the prediction log",
        $"column '{column}'",
        "deploy the version again so that the log is written by its own contract, or train and deploy a new version");

    public static Problem NoReference(string why) => new(
        "TR2102",
        $"no reference can be made: {why}",
        "training rows and their out-of-fold scores",
        "stage 21, monitor",
        "run the training again: trestle run");

    public static Problem ScoresOfOtherShape(int found, int expected) => new(
        "TR2103",
        $"{found} scores were logged for these rows",
        $"{expected}: as many as the model has outputs, for every row",
        "the prediction log",
        "hold windows against the reference of the version that made the predictions");

    public static Problem OtherReference() => new(
        "TR2104",
        "two windows that were counted against different references cannot become one",
        "windows of one version",
        "stage 21, monitor",
        "keep the windows of each version apart");

    public static Problem NoVersion(string model, int version) => new(
        "TR2105",
        $"version {version} of '{model}' is not on record with its run",
        "a version that a run registered",
        "stage 21, monitor",
        "deploy a version that 'trestle models' lists");

    public static Problem TooShort(TimeSpan window) => new(
        "TR2106",
        $"a window of {window}",
        "at least a minute",
        "monitor.window",
        "write it like 1h or 1d");
}
