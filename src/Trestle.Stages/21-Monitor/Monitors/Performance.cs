using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>
/// The metrics of the training on the labels received. The effect is the share of the reference's value that is lost; the test is
/// one-sided and normal, with the standard errors of both bootstraps and the variation between windows of the reference. A gain is not
/// an alarm.
/// </summary>
/// <remarks>
/// A reference that cannot be told from 0 (a perfect error, a useless R²) has no share to lose: then the effect is the loss of skill, as a
/// share of the distance from the baseline to a perfect model (Murphy, Monthly Weather Review 116, 1988). A bootstrap of rows that are all
/// alike has no error: but what was not seen in n rows may still be 3 / n of all (rule of three; Hanley and Lippman-Hand, JAMA 249, 1983).
/// </remarks>
internal sealed class Performance : IMonitor
{
    /// <summary>95 of 100 values of a normal distribution are below this many standard errors.</summary>
    private const double OneSided95 = 1.6448536269514722;

    /// <summary>A reference that is closer to 0 than this many of its standard errors cannot be told from it.</summary>
    private const double Distinct = 3;

    /// <summary>Nor can one that is less than this part of the way from the baseline to a perfect model.</summary>
    private const double LeastPart = 1e-3;

    /// <summary>An error that is less than this part of that way is one of rounding.</summary>
    private const double Rounding = 1e-9;

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
        var unseen = new Finding
        {
            Rows = labels.Count,
            Threshold = settings.Loss,
            Sees = _ => Detectable.Nothing,
            Detail = $"too few labels to measure: {labels.Count} of at least {settings.MinLabels}",
        };
        if (labels.Kept < settings.MinLabels)
        {
            return unseen;
        }

        var metric = MetricCatalog.Get(subject, view.Reference.Task);
        var interval = Bootstrap.Of(
            metric,
            labels.Outcome(view.Reference.Task, view.Reference.Threshold) with
            {
                Costs = view.Reference.Costs,
                Values = view.Reference.Values,
                ByValue = view.Reference.ByValue,
            },
            settings.Resamples, Sampling.Level, Sampling.Seed,
            cancellation);
        var finding = unseen with
        {
            Value = interval.Value,
            Interval = double.IsNaN(interval.Low) ? null : (interval.Low, interval.High),
            Detail = $"{subject} {interval.Value:G4}, was "
                + $"{reference.Value:G4}{(labels.Kept < labels.Count ? $"; on a sample of {labels.Kept}" : "")}",
        };
        var skill = Math.Abs((metric.HigherIsBetter ? 1 : 0) - reference.Baseline);
        var error = Math.Sqrt(
            Square(Error(Sampling.Error(interval), skill, labels.Kept)) + Square(Error(reference.Error, skill, reference.Rows))
            + Square(reference.Between));
        var loss = metric.HigherIsBetter ? reference.Value - interval.Value : interval.Value - reference.Value;
        var isZero = Math.Abs(reference.Value) <= Math.Max(Distinct * reference.Error, LeastPart * skill);
        var unit = isZero ? skill : Math.Abs(reference.Value);
        return double.IsFinite(loss / error) && unit > 0
            ? finding with
            {
                Effect = loss / unit,
                PValue = Gaussian.UpperTail(loss / error),
                Sees = p => Sees(settings.Loss * unit, p, error, unit, Math.Abs(reference.Value - reference.Baseline)),
            }
            : finding with { Detail = $"{finding.Detail}; the metric is not defined on these rows, or does not vary" };
    }

    /// <summary>The smallest loss; it is too large when the model could become as bad as its baseline without an alarm.</summary>
    private static Detectable Sees(double threshold, double probability, double error, double unit, double ahead)
    {
        var loss = Detectable.OfShift(threshold, 2 * probability, error);
        return new Detectable(
            loss / unit, loss / (double.IsNaN(ahead) ? unit : ahead), "the model may become as bad as its baseline unseen");
    }

    /// <summary>The standard error by bootstrap; where all rows are alike, that of what may exist and was not seen.</summary>
    private static double Error(double byBootstrap, double skill, long rows) =>
        byBootstrap <= Rounding * skill ? 3.0 / rows * skill / OneSided95 : byBootstrap;

    private static double Square(double x) => x * x;
}
