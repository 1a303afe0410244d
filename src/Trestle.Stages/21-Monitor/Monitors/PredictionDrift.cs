namespace Trestle.Stages.Monitor.Monitors;

/// <summary>The scores of rows against those of the training, out of fold.</summary>
internal sealed class PredictionDrift : IMonitor
{
    /// <inheritdoc/>
    public string Name => "prediction-drift";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) =>
        view.Settings.PredictionDrift.Enabled ? [.. view.Reference.Scores.Select(score => score.Name)] : [];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation) => Drift.Of(
        view.Reference.Scores.First(score => score.Name == subject), view.Window.Score(subject), view.Settings.PredictionDrift,
        view.Settings.MinRows);
}
