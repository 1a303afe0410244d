using Trestle.Stages.Monitor.Alerts;

namespace Trestle.Server.Jobs;

/// <summary>Delivers notices of alerts to the configured channels.</summary>
internal sealed class NoticeDelivery(ServedProject served, TimeProvider clock) : IRecurring
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public string Name => "notices";

    /// <inheritdoc/>
    public bool OnceForAll => true;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) => new Rhythm.Every(Pause);

    /// <inheritdoc/>
    public async Task RunAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        var settings = served.Project.Settings.Alerts;
        using var connections = new ChannelConnections(settings, clock);
        await new Outbox(served.Records, settings, connections, AttemptLimits.Usual).DeliverAsync(cancellation);
    }
}
