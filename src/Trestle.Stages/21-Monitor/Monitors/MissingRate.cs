using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>The share of missing values of each column of a request against that of the training.</summary>
internal sealed class MissingRate : IMonitor
{
    /// <inheritdoc/>
    public string Name => "missing-rate";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) =>
        view.Settings.MissingRate.Enabled ? [.. view.Watched().Select(column => column.Name)] : [];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation)
    {
        var (reference, window) = (view.Feature(subject), view.Window.Feature(subject));
        var (share, was) = ((double)window.Missing / window.Rows, (double)reference.Missing / reference.Rows);
        var finding = Drift.Of(
            window.MissingAgainst(reference), window.Rows, view.Settings.MissingRate, view.Settings.MinRows, reference.MissingVariation,
            $"missing {share:P1}, was {was:P1}");
        return window.Rows == 0
            ? finding
            : finding with { Value = share, Interval = Binomial.Interval(window.Missing, window.Rows, Sampling.Level) };
    }
}
