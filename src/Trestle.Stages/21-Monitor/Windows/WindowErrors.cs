namespace Trestle.Stages.Monitor.Windows;

/// <summary>Errors of windows.</summary>
internal static class WindowErrors
{
    public static Problem ScoresOfOtherShape(int found, int expected) => new(
        "TR2103",
        $"the log has {found} scores for these rows",
        $"{expected}: as many as the model has outputs, for every row",
        "the prediction log",
        "compare a window with the reference of the version that made its predictions");

    public static Problem OtherReference() => new(
        "TR2104",
        "two windows with different references cannot be merged",
        "windows of one version",
        "stage 21, monitor",
        "merge only windows of the same version");
}
