namespace Trestle.Stages.Monitor.Monitors;

/// <summary>Rows refused because they break the contract, in total and by error code and column.</summary>
internal sealed class ContractViolations : IMonitor
{
    private const string All = "all";

    /// <inheritdoc/>
    public string Name => "contract-violations";

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) => view.Settings.ContractViolations.Enabled
        ? [All, .. view.Window.Refusals.Keys.Select(Subject).Order(StringComparer.Ordinal)]
        : [];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation)
    {
        var asked = view.Window.Rows + view.Window.Refused;
        var refused = subject == All ? view.Window.Refused : view.Window.Refusals.First(entry => Subject(entry.Key) == subject).Value;
        return Rates.Of(refused, asked, view.Settings.ContractViolations.Allowed, $"{refused} of {asked} rows were refused");
    }

    private static string Subject((string Code, string? Column) refusal) =>
        refusal.Column is null ? refusal.Code : $"{refusal.Code} {refusal.Column}";
}
