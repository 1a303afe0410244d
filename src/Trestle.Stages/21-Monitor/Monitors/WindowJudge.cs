using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Signals;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>
/// Lets every monitor look at a window and decides what is an alarm: a test must be significant after the correction for all tests of
/// the window and for the windows of the horizon, with its effect beyond the threshold; a rule needs only the effect.
/// </summary>
public static class WindowJudge
{
    /// <summary>The signals of a window, from all monitors of the catalogue.</summary>
    public static SignalReport Judge(string deployment, int version, MonitorView view, CancellationToken cancellation) =>
        Judge(MonitorCatalog.All, deployment, version, view, cancellation);

    /// <summary>The signals of a window, from the given monitors.</summary>
    public static SignalReport Judge(
        IReadOnlyList<IMonitor> monitors, string deployment, int version, MonitorView view, CancellationToken cancellation)
    {
        var looked = monitors.SelectMany(monitor => Look(monitor, view, cancellation)).ToArray();
        var tested = looked.Where(entry => entry.Finding.PValue is not null).ToArray();
        var adjusted = Multiplicity.Adjust([.. tested.Select(entry => entry.Finding.PValue!.Value)]);
        var corrected = tested.Zip(adjusted).ToDictionary(
            pair => pair.First,
            pair => Math.Min(1, pair.Second * view.History.Correction(view.Settings.Horizon)));
        var critical = Multiplicity.Critical(view.Settings.Level, tested.Length) / view.History.Correction(view.Settings.Horizon);
        return new SignalReport(deployment, version, view.Window.From, view.Window.To, [.. looked.Select(entry =>
        {
            var finding = entry.Finding;
            double? p = corrected.TryGetValue(entry, out var value) ? value : null;
            var alarm = finding.Effect > finding.Threshold && (finding.Rule || p <= view.Settings.Level);
            var seen = finding.Sees?.Invoke(critical);
            var blind = seen is { Blind: true } && !alarm;
            return new Signal(
                entry.Monitor,
                entry.Subject,
                view.Window.From,
                view.Window.To,
                finding.Rows,
                finding.Value,
                finding.Effect,
                finding.Threshold,
                p,
                finding.Interval?.Low,
                finding.Interval?.High,
                alarm,
                blind ? $"{finding.Detail}; {seen!.Words}" : finding.Detail,
                seen?.Effect,
                blind);
        })]);
    }

    private static IEnumerable<Looked> Look(IMonitor monitor, MonitorView view, CancellationToken cancellation)
    {
        IReadOnlyList<string> subjects;
        Looked? failed = null;
        try
        {
            subjects = monitor.Subjects(view);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            (subjects, failed) = ([], new Looked(monitor.Name, monitor.Name, Failed(view, e)));
        }

        if (failed is not null)
        {
            yield return failed;
        }

        foreach (var subject in subjects)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new Looked(monitor.Name, subject, Watch(monitor, view, subject, cancellation));
        }
    }

    private static Finding Watch(IMonitor monitor, MonitorView view, string subject, CancellationToken cancellation)
    {
        try
        {
            return monitor.Watch(view, subject, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Failed(view, e);
        }
    }

    /// <summary>A failing monitor is an alarm. Only our own errors are quoted: others may hold values.</summary>
    private static Finding Failed(MonitorView view, Exception exception) => new()
    {
        Rows = view.Window.Rows,
        Effect = 1,
        Threshold = 0,
        Rule = true,
        Detail = exception is TrestleException known
            ? $"the monitor failed: {known.Problems[0].Code} {known.Problems[0].Found}"
            : $"the monitor failed: {exception.GetType().Name}",
    };

    private sealed record Looked(string Monitor, string Subject, Finding Finding);
}
