using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Statistics;
using Trestle.Stages.Monitor.Windows;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>How many rows have the label that is due, and how long labels took; an alarm below a configured share.</summary>
internal sealed class LabelCoverage : IMonitor
{
    /// <inheritdoc/>
    public string Name => "label-coverage";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) => view.Settings.Performance.Enabled ? ["labels"] : [];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation)
    {
        var (labels, rows) = (view.Window.Labels.Count, view.Window.Due);
        if (rows == 0)
        {
            return new Finding { Rows = 0, Detail = $"no label is due{Flaws(view.Window.Flaws)}" };
        }

        var (share, delays) = ((double)labels / rows, view.Window.Delays);
        return new Finding
        {
            Rows = rows,
            Value = share,
            Effect = Math.Max(0, view.Settings.Performance.MinCoverage - share),
            Threshold = 0,
            Rule = true,
            Sees = Detectable.Rule(0),
            Interval = labels <= rows ? Binomial.Interval(labels, rows, Sampling.Level) : null,
            Detail = labels == 0
                ? $"no label has arrived for {rows} rows{Flaws(view.Window.Flaws)}"
                : $"{labels} of {rows} rows have a label; half arrived within {Words(delays.Quantile(0.5))}, "
                    + $"nine of ten within {Words(delays.Quantile(0.9))}{Flaws(view.Window.Flaws)}",
        };
    }

    private static string Flaws(LabelFlaws flaws) => string.Concat(new[]
    {
        (flaws.Repeated, "were repeated"), (flaws.Contradictory, "contradicted an earlier one"),
        (flaws.Unclaimed, "belonged to no prediction"), (flaws.Unknown, "are of a class or value that the model does not know"),
        (flaws.Late, "came after their window was over"),
    }.Where(flaw => flaw.Item1 > 0).Select(flaw => $"; {flaw.Item1} {flaw.Item2}"));

    private static string Words(double seconds) => seconds switch
    {
        >= 2 * 86_400 => $"{seconds / 86_400:0.#} days",
        >= 2 * 3600 => $"{seconds / 3600:0.#} hours",
        >= 120 => $"{seconds / 60:0.#} minutes",
        _ => $"{seconds:0.#} seconds",
    };
}
