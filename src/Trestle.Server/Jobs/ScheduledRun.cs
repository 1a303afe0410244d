using Trestle.Server.Runs;

namespace Trestle.Server.Jobs;

/// <summary>Queues a run by the schedule of the project.</summary>
internal sealed class ScheduledRun(RunQueue queue) : IRecurring
{
    /// <summary>The requester of scheduled runs.</summary>
    public const string Who = "schedule";

    /// <inheritdoc/>
    public string Name => "run";

    /// <inheritdoc/>
    public bool OnceForAll => true;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) =>
        settings.Schedule.Run is { } cron ? new Rhythm.Cron(cron, settings.Schedule.TimeZone) : null;

    /// <inheritdoc/>
    public Task RunAsync(DateTimeOffset due, CancellationToken cancellation) =>
        queue.AddAsync(Who, $"due at {due:yyyy-MM-dd HH:mm} UTC", from: null, to: null, only: null, force: false, cancellation);
}
