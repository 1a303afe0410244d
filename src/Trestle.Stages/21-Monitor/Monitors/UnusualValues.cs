namespace Trestle.Stages.Monitor.Monitors;

/// <summary>
/// Predicted rows whose value of a column the training did not have: missing, unseen or out of range. Reported; an alarm only where a
/// share is set, because drift and missing values have monitors of their own.
/// </summary>
internal sealed class UnusualValues : IMonitor
{
    /// <inheritdoc/>
    public string Name => "unusual-values";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) =>
        view.Settings.UnusualValues.Enabled ? [.. view.Watched().Select(column => column.Name)] : [];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation)
    {
        var kinds = view.Window.Unusual.Where(entry => entry.Key.Column == subject).OrderBy(entry => entry.Key.Kind, StringComparer.Ordinal)
            .ToArray();
        var detail = kinds.Length == 0 ? "none" : string.Join(", ", kinds.Select(entry => $"{entry.Value} {entry.Key.Kind}"));
        var finding = Rates.Of(
            kinds.Sum(entry => entry.Value), view.Window.Rows, view.Settings.UnusualValues.Allowed, $"{detail} in {view.Window.Rows} rows");

        // What cannot be an alarm is no test, so that the others are not corrected for it.
        return kinds.Length == 0 || view.Settings.UnusualValues.Allowed >= 1 ? finding with { PValue = null, Sees = null } : finding;
    }
}
