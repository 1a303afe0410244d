using Trestle.Stages.Monitor.Alerts;

namespace Trestle.Server.Jobs;

/// <summary>Delivers notices of alerts to the configured webhooks.</summary>
internal sealed class NoticeDelivery(ServedProject served, TimeProvider clock) : IRecurring, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <inheritdoc/>
    public string Name => "notices";

    /// <inheritdoc/>
    public bool OnceForAll => true;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) => new Rhythm.Every(Pause);

    /// <inheritdoc/>
    public Task RunAsync(DateTimeOffset due, CancellationToken cancellation) =>
        new Outbox(served.Records, served.Project.Settings.Alerts, http, clock, RequestTimeout).DeliverAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
