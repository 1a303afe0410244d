using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Signals;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>What is known of the windows of a version before the current one, oldest first.</summary>
/// <param name="Windows">The windows.</param>
public sealed record MonitorHistory(IReadOnlyList<PastWindow> Windows)
{
    /// <summary>The history of a version's first window.</summary>
    public static MonitorHistory None { get; } = new([]);

    /// <summary>The history from the version's reports, whatever their order.</summary>
    public static MonitorHistory Of(IEnumerable<SignalReport> reports) => new([.. reports
        .OrderBy(report => report.From)
        .Select(report => new PastWindow(
            report.Signals.FirstOrDefault(signal => signal.Monitor == Traffic.MonitorName)?.Rows,
            report.Signals.Any(signal => signal is { Alarm: true, PValue: not null })))]);

    /// <summary>The history without the amount of traffic, for a window that is not over: its rows cannot be compared.</summary>
    internal MonitorHistory WithoutTraffic() => new([.. Windows.Select(window => window with { Rows = null })]);

    /// <summary>The factor for the p-values of the next window.</summary>
    internal double Correction(int horizon)
    {
        var begun = Windows.Count / horizon * horizon;
        return Multiplicity.OverWindows(horizon, Windows.Skip(begun).Count(window => window.Tested));
    }
}

/// <summary>One earlier window.</summary>
/// <param name="Rows">Its rows; null when they were not counted.</param>
/// <param name="Tested">Whether it had an alarm that came from a test.</param>
public sealed record PastWindow(long? Rows, bool Tested);
