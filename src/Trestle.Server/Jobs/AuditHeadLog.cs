namespace Trestle.Server.Jobs;

/// <summary>
/// Writes the head of the audit log into the server's log when it has moved: a second place that whoever changes the project's folder and
/// its database does not reach, where logs are collected elsewhere.
/// </summary>
internal sealed class AuditHeadLog(ServedProject served, ILogger<AuditHeadLog> log) : IRecurring
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private long seen;

    /// <inheritdoc/>
    public string Name => "audit-head";

    /// <inheritdoc/>
    public bool OnceForAll => false;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) => new Rhythm.Every(Pause);

    /// <inheritdoc/>
    public async Task RunAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        if (await served.Records.Audit.HeadAsync(cancellation) is { } head && head.Number != seen)
        {
            log.LogInformation("audit log at {Head}; trestle audit verify --kept holds the log against it", head);
            seen = head.Number;
        }
    }
}
