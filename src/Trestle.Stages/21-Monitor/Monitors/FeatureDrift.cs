namespace Trestle.Stages.Monitor.Monitors;

/// <summary>The values of each column of a request against those of the training.</summary>
internal sealed class FeatureDrift : IMonitor
{
    /// <inheritdoc/>
    public string Name => "feature-drift";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) => !view.Settings.FeatureDrift.Enabled
        ? []
        : [.. view.Watched().Where(column => column.Numbers is not null || column.Texts is not null).Select(column => column.Name)];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation) =>
        Drift.Of(view.Feature(subject), view.Window.Feature(subject), view.Settings.FeatureDrift, view.Settings.MinRows);
}
