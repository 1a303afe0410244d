namespace Trestle.Stages.Monitor.Windows;

/// <summary>Errors of windows.</summary>
internal static class WindowErrors
{
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
}
