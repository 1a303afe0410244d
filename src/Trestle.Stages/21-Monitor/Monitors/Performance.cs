using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>
/// The metrics of the training on the labels received. The effect is the share of the reference's value that is lost; the test is
/// one-sided and normal, with the standard errors of both bootstraps and the variation between windows of the reference. A gain is not
/// an alarm.
/// </summary>
internal sealed class Performance : IMonitor
{
    /// <inheritdoc/>
    public string Name => "performance";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) =>
        view.Settings.Performance.Enabled ? [.. view.Reference.Metrics.Select(metric => metric.Metric)] : [];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation)
    {
        var settings = view.Settings.Performance;
        var (reference, labels) = (view.Reference.Metrics.First(entry => entry.Metric == subject), view.Window.Labels);
        if (labels.Kept < settings.MinLabels)
        {
            return new Finding
            {
                Rows = labels.Count,
                Threshold = settings.Loss,
                Detail = $"too few labels to measure: {labels.Count} of at least {settings.MinLabels}",
            };
        }

        var metric = MetricCatalog.Get(subject, view.Reference.Task);
        var interval = Bootstrap.Of(
            metric, labels.Outcome(view.Reference.Task, view.Reference.Threshold) with { Costs = view.Reference.Costs },
            settings.Resamples, Sampling.Level, Sampling.Seed,
            cancellation);
        var finding = new Finding
        {
            Rows = labels.Count,
            Value = interval.Value,
            Threshold = settings.Loss,
            Interval = double.IsNaN(interval.Low) ? null : (interval.Low, interval.High),
            Detail = $"{subject} {interval.Value:G4}, was "
                + $"{reference.Value:G4}{(labels.Kept < labels.Count ? $"; on a sample of {labels.Kept}" : "")}",
        };
        var loss = metric.HigherIsBetter ? reference.Value - interval.Value : interval.Value - reference.Value;
        var errors = Math.Sqrt(Square(Sampling.Error(interval)) + Square(reference.Error) + Square(reference.Between));
        return double.IsFinite(loss / errors)
            ? finding with { Effect = loss / Math.Abs(reference.Value), PValue = Gaussian.UpperTail(loss / errors) }
            : finding with { Detail = $"{finding.Detail}; the metric is not defined on these rows, or does not vary" };
    }

    private static double Square(double x) => x * x;
}
