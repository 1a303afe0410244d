using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Monitor.Signals;
using Trestle.Storage.Records;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>
/// The recorded alerts. A cause opens one alert however often it is seen; when it has not been seen for a while the alert is resolved,
/// and the next time it opens another. Every change is in the audit log and is sent as a <see cref="Notice"/>.
/// </summary>
public sealed class AlertStore(RecordStore records, AlertSettings settings, TimeProvider clock)
{
    /// <summary>The deployment of alerts about the server itself.</summary>
    public const string Server = "server";

    private const string Kind = "alert";
    private const string Monitor = "monitor";
    private const string Opened = "opened";
    private const string Resolved = "resolved";

    private readonly SilenceStore silences = new(records, clock);

    /// <summary>The last alert of each cause, newest first.</summary>
    public async Task<IReadOnlyList<Alert>> ListAsync(CancellationToken cancellation) =>
        [
            .. (
                await records.Documents.ListAsync(Kind, cancellation)).Select(Read).OrderByDescending(alert => alert.SeenAt)
                    .ThenBy(alert => alert.Cause,
                StringComparer.Ordinal)];

    /// <summary>
    /// Takes in what the monitors found in one window: opens, updates and resolves alerts. Returns those whose state changed.
    /// </summary>
    public async Task<IReadOnlyList<Alert>> TakeAsync(SignalReport report, CancellationToken cancellation)
    {
        var changed = new List<Alert>();
        foreach (var signal in report.Signals)
        {
            if (await ChangeAsync(
                $"{report.Deployment}/{signal.Monitor}/{signal.Subject}", alert => Next(alert, report, signal), Monitor,
                cancellation) is { } now)
            {
                changed.Add(now);
            }
        }

        return changed;
    }

    /// <summary>
    /// Takes in whether something works, as a signal like any other: its alert opens and resolves like any other.
    /// </summary>
    public Task TakeHealthAsync(
        string deployment, string monitor, string subject, bool failing, string detail, CancellationToken cancellation, int version = 0)
    {
        var now = clock.GetUtcNow();
        var signal = new Signal(monitor, subject, now, now, 0, double.NaN, failing ? 1 : 0, 0.5, null, null, null, failing, detail);
        return TakeAsync(new SignalReport(deployment, version, now, now, [signal]), cancellation);
    }

    /// <summary>Acknowledges an alert. Null when this cause has no open one.</summary>
    public Task<Alert?> AcknowledgeAsync(string cause, string who, string reason, CancellationToken cancellation) => ChangeAsync(
        cause,
        alert => alert is { State: AlertState.Open } ? alert with { State = AlertState.Acknowledged, By = who, Reason = reason } : alert,
        who,
        cancellation);

    /// <summary>Resolves an alert. Null when this cause has no unresolved one.</summary>
    public Task<Alert?> ResolveAsync(string cause, string who, string reason, CancellationToken cancellation) => ChangeAsync(
        cause,
        alert =>
            alert is { State: not AlertState.Resolved } ? alert with { State = AlertState.Resolved, By = who, Reason = reason } : alert,
        who,
        cancellation);

    /// <summary>The error TR2116 for a cause that has no alert to be changed.</summary>
    public async Task<TrestleException> MissingAsync(string cause, CancellationToken cancellation) => new(
        AlertErrors.NoSuchAlert(
            cause,
            [
                .. (await ListAsync(cancellation)).Where(alert => alert.State != AlertState.Resolved && alert.Cause != cause)
                    .Select(alert => alert.Cause),
            ]));

    private Alert? Next(Alert? alert, SignalReport report, Signal signal)
    {
        var now = clock.GetUtcNow();
        return (alert, signal.Alarm) switch
        {
            (null or { State: AlertState.Resolved }, true) => new Alert
            {
                Deployment = report.Deployment,
                Monitor = signal.Monitor,
                Subject = signal.Subject,
                Number = (alert?.Number ?? 0) + 1,
                State = AlertState.Open,
                Version = report.Version,
                OpenedAt = now,
                SeenAt = now,
                Windows = 1,
                Detail = signal.Detail,
            },
            (not null, true) => alert with { SeenAt = now, Windows = alert.Windows + 1, Calm = 0, Detail = signal.Detail },
            (not null and { State: not AlertState.Resolved }, false) => alert.Calm + 1 < settings.ResolveAfter
                ? alert with { Calm = alert.Calm + 1 }
                : alert with { Calm = alert.Calm + 1, State = AlertState.Resolved, Reason = $"not seen in {alert.Calm + 1} windows" },
            _ => alert,
        };
    }

    /// <summary>Changes the alert of a cause, retrying when somebody else saved first; returns the alert if its state changed.</summary>
    private async Task<Alert?> ChangeAsync(string cause, Func<Alert?, Alert?> change, string who, CancellationToken cancellation)
    {
        while (true)
        {
            var document = await records.Documents.FindAsync(Kind, cause, cancellation);
            var before = document is null ? null : Read(document);
            var after = change(before);
            if (after is null || after == before)
            {
                return null;
            }

            var (verb, note) = after.State == before?.State && after.Number == before.Number ? ("", null) : Note(after, who);
            var announced = await AnnouncedAsync(after, verb, cancellation);
            after = after with { Announced = (verb != Opened && after.Announced) || announced == Opened };
            if (announced.Length > 0)
            {
                // The notice first: a duplicate after a crash is better than none; a receiver recognises it by its id.
                await Outbox.AddAsync(
                    records, new Notice($"{cause}#{after.Number}:{announced}", $"alert.{announced}", clock.GetUtcNow(), after),
                    cancellation);
            }

            if (await records.Documents.PutAsync(Kind, cause, Text(after), document?.Revision ?? 0, note, cancellation))
            {
                return verb.Length > 0 ? after : null;
            }
        }
    }

    /// <summary>
    /// What is announced of a change. While an alert is silenced nothing is, but that it is resolved when its opening was announced; its
    /// opening follows when the cause is seen after the silence.
    /// </summary>
    private async Task<string> AnnouncedAsync(Alert alert, string verb, CancellationToken cancellation) => verb switch
    {
        Resolved => alert.Announced ? verb : "",
        "" when alert.Announced || alert.State != AlertState.Open => "",
        _ => await silences.CoversAsync(alert.Cause, cancellation) ? "" : verb.Length == 0 ? Opened : verb,
    };

    private static (string Verb, AuditNote? Note) Note(Alert alert, string who)
    {
        var verb = alert.State switch { AlertState.Open => Opened, AlertState.Acknowledged => "acknowledged", _ => Resolved };
        return (
            verb,
            new AuditNote(
                who, $"alert.{verb}", alert.Cause, alert.State == AlertState.Open ? alert.Detail : alert.Reason ?? alert.Detail,
                Text(alert)));
    }

    private static Alert Read(StoredDocument document) => Documents.Read<Alert>(System.Text.Encoding.UTF8.GetBytes(document.Json));

    private static string Text(Alert alert) => System.Text.Encoding.UTF8.GetString(Documents.Write(alert));
}
