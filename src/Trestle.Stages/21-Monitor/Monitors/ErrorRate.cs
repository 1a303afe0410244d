namespace Trestle.Stages.Monitor.Monitors;

/// <summary>Requests that ended with an error of the server's.</summary>
internal sealed class ErrorRate : IMonitor
{
    /// <inheritdoc/>
    public string Name => "errors";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) => view.Settings.Errors.Enabled ? ["requests"] : [];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation) => Rates.Of(
        view.Window.Errors, view.Window.Requests, view.Settings.Errors.Allowed,
        $"{view.Window.Errors} of {view.Window.Requests} requests ended with an error");
}
