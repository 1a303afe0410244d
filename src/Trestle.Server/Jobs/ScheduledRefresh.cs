using Trestle.Server.Runs;

namespace Trestle.Server.Jobs;

/// <summary>
/// Queues a run of the stages up to 5 by the schedule of the project, whose keyed tables <see cref="RefreshJob"/> brings into service.
/// </summary>
internal sealed class ScheduledRefresh(RunQueue queue) : IRecurring
{
    /// <inheritdoc/>
    public string Name => "refresh-run";

    /// <inheritdoc/>
    public bool OnceForAll => true;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) =>
        settings.Schedule.Refresh is { } cron ? new Rhythm.Cron(cron, settings.Schedule.TimeZone) : null;

    /// <inheritdoc/>
    public Task RunAsync(DateTimeOffset due, CancellationToken cancellation) => queue.AddAsync(
        ScheduledRun.Who, $"tables due at {due:yyyy-MM-dd HH:mm} UTC", from: null, to: Stage.Curate.Slug, only: null, force: false,
        cancellation);
}
