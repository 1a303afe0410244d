namespace Trestle.Stages.Monitor;

/// <summary>Errors of the stage.</summary>
internal static class MonitorErrors
{
    public static Problem NoVersion(string model, int version) => new(
        "TR2105",
        $"version {version} of '{model}' has no recorded run",
        "a version registered by a run",
        "stage 21, monitor",
        "deploy a version that 'trestle models' lists");

    public static Problem TooShort(TimeSpan window) => new(
        "TR2106",
        $"a window of {window}",
        "at least a minute",
        "monitor.window",
        "write it as 1h or 1d");

    public static Problem TooManyWindows(int windows, int most, string file) => new(
        "TR2107",
        $"the rows are of {windows} windows",
        $"at most {most} windows",
        file,
        "set a longer monitor.window, or judge a part of the rows");
}
