using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Statistics;
using Trestle.Stages.Monitor.Windows;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>
/// The time within which a share of the requests is answered. If it is longer than the limit, more requests are slower than the share
/// allows; those are counted and tested.
/// </summary>
internal sealed class Latency : IMonitor
{
    /// <inheritdoc/>
    public string Name => "latency";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) =>
        view.Settings.Latency.Enabled ? [FormattableString.Invariant($"p{view.Settings.Latency.Share * 100:0.##}")] : [];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation)
    {
        var (settings, latencies) = (view.Settings.Latency, view.Window.Latencies);
        if (latencies.Count == 0)
        {
            return new Finding { Rows = 0, Sees = settings.Limit is null ? null : _ => Detectable.Nothing, Detail = "no requests" };
        }

        var seconds = latencies.Quantile(settings.Share);
        var detail = FormattableString.Invariant($"median {latencies.Quantile(0.5) * 1000:0.##} ms, {subject} {seconds * 1000:0.##} ms");
        if (settings.Limit is not { } limit)
        {
            return new Finding { Rows = latencies.Count, Value = seconds, Detail = $"{detail}; no limit is set" };
        }

        return new Finding
        {
            Rows = latencies.Count,
            Value = seconds,
            Effect = seconds,
            Threshold = limit.TotalSeconds,
            PValue = Binomial.UpperTail(Slower(view.Window, limit.TotalSeconds), latencies.Count, 1 - settings.Share),
            Sees = p => Rates.Sees(latencies.Count, 1 - settings.Share, p),
            Detail = detail,
        };
    }

    private static long Slower(MonitorWindow window, double limit)
    {
        var slower = 0L;
        for (var i = 0; i < window.Latencies.Values.Length; i++)
        {
            slower += window.Latencies.Values[i] > limit ? window.Latencies.Counts[i] : 0;
        }

        return slower;
    }
}
