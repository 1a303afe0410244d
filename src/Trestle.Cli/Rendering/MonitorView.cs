using Trestle.Cli.Output;
using Trestle.Stages.Monitor.Signals;

namespace Trestle.Cli.Rendering;

/// <summary>Shows what the monitors found.</summary>
internal static class MonitorView
{
    private const int ShownWindows = 10;
    private const int ShownCalm = 10;

    /// <summary>The windows of deployments.</summary>
    public static IEnumerable<IRenderable> Show(IReadOnlyList<WatchedDeployment> watched, TimeSpan length, TimeProvider clock)
    {
        foreach (var one in watched)
        {
            yield return Page.Heading($"{one.Deployment}: version {one.Version}, windows of {Format.Took(length)}");
            if (one.Windows.Count > 0)
            {
                yield return Windows([.. one.Windows.TakeLast(ShownWindows)]);
            }

            yield return Page.Line(Running(one.Running, clock), one.Running.Waiting > 0 ? Styles.Attention : Styles.Plain);
            if (one.JudgedNow > 0)
            {
                yield return Page.Line($"{Format.Count(one.JudgedNow, "window")} judged now.");
            }

            foreach (var part in one.SoFar is { } report ? Signals(report, $"so far, until {Time(report.To)}") : [])
            {
                yield return part;
            }
        }
    }

    /// <summary>The rows of a file.</summary>
    public static IEnumerable<IRenderable> Show(FileReport report)
    {
        yield return Page.Heading($"{report.File}: judged by version {report.Version}");
        yield return Page.Facts(
            ("rows", $"{Format.Count(report.Rows)} scored, {Format.Count(report.Refused)} break the contract"),
            ("labels", report.Labels == 0 ? "none; quality is not measured" : Format.Count(report.Labels)),
            ("unreadable", report.Unreadable == 0 ? null : Format.Count(report.Unreadable, "line")),
            ("without time", report.Timeless == 0 ? null : $"{Format.Count(report.Timeless, "row")}, in no window"));
        if (report.Windows.Count > 1)
        {
            yield return Windows(report.Windows);
        }

        foreach (var part in report.Windows.Count > 0 ? Signals(report.Windows[^1], report.Windows.Count > 1 ? "in the last window" : "")
            : [])
        {
            yield return part;
        }
    }

    /// <summary>When the running window ends, in words.</summary>
    public static string Running(RunningWindow running, TimeProvider clock)
    {
        var left = running.To - clock.GetUtcNow();
        return $"The running window is from {Time(running.From)} to {Time(running.To)}"
            + (left > TimeSpan.Zero ? $": it ends in {Format.Took(left)}." : ".")
            + (running.Waiting > 0
                ? $" {Format.Count(running.Waiting, "window")} before it {(running.Waiting == 1 ? "waits" : "wait")} to be judged."
                : running.Judged == 0 ? " No window has ended yet." : "");
    }

    private static Table Windows(IReadOnlyList<SignalReport> reports)
    {
        var table = Page.Table("=from", "=to", ">signals", ">alarms", "of");
        foreach (var report in reports)
        {
            var alarms = report.Signals.Where(signal => signal.Alarm).Select(signal => $"{signal.Monitor} {signal.Subject}").ToArray();
            table.Row(
                Time(report.From), Time(report.To), Format.Count(report.Signals.Count),
                new Cell(Format.Count(alarms.Length), alarms.Length > 0 ? Styles.Bad : Styles.Plain), string.Join(", ", alarms));
        }

        return table;
    }

    private static IEnumerable<IRenderable> Signals(SignalReport report, string when)
    {
        var alarms = report.Signals.Count(signal => signal.Alarm);
        yield return Page.Line(
            $"{Format.Count(report.Signals.Count, "signal")}{(when.Length > 0 ? $" {when}" : "")}, {Format.Count(alarms, "alarm")}",
            alarms > 0 ? Styles.Bad : Styles.Good);
        var table = Page.Table("=", "=signal", ">effect", ">limit", "finding");
        var shown = report.Signals.Where(signal => signal.Alarm)
            .Concat(report.Signals.Where(signal => !signal.Alarm).OrderByDescending(Nearness).Take(ShownCalm)).ToArray();
        foreach (var signal in shown)
        {
            table.Row(
                signal.Alarm ? new Cell("alarm", Styles.Bad) : "", $"{signal.Monitor} {signal.Subject}", Figure(signal.Effect),
                Figure(signal.Threshold), signal.Detail);
        }

        yield return table;
        if (report.Signals.Count > shown.Length)
        {
            yield return Page.Line(
                $"{Format.Count(report.Signals.Count - shown.Length)} more are further from their limits: --json shows all.", Styles.Quiet);
        }
    }

    /// <summary>How near a signal is to its limit; 0 when it has none.</summary>
    private static double Nearness(Signal signal) =>
        double.IsFinite(signal.Effect) && double.IsFinite(signal.Threshold) && signal.Threshold > 0 ? signal.Effect / signal.Threshold : 0;

    private static string Figure(double value) => double.IsFinite(value) ? Format.Figure(value) : "";

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What the monitors found about a deployment.</summary>
/// <param name="Deployment">Its name.</param>
/// <param name="Version">The version that answers.</param>
/// <param name="Running">The running window.</param>
/// <param name="JudgedNow">Windows that this command has judged.</param>
/// <param name="Windows">The judged windows, the oldest first.</param>
/// <param name="SoFar">The running window so far; null unless it was asked for.</param>
internal sealed record WatchedDeployment(
    string Deployment, int Version, RunningWindow Running, int JudgedNow, IReadOnlyList<SignalReport> Windows, SignalReport? SoFar);
