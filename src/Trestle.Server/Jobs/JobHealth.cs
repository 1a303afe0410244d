using Trestle.Stages.Monitor.Alerts;

namespace Trestle.Server.Jobs;

/// <summary>
/// Whether background jobs work. A job that fails is an alert, for the server or for the deployment that it failed for; the alert is
/// resolved when the job has worked for a minute. A failure must never look like a healthy model.
/// </summary>
internal sealed class JobHealth(ServedProject served, TimeProvider clock, ILogger<JobHealth> log)
{
    /// <summary>The monitor of these alerts.</summary>
    public const string Monitor = "job";

    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Runs a job for one deployment. A failure is logged and is an alert of the monitor, which may have another name than this one's;
    /// the job can go on with the next deployment.
    /// </summary>
    public async Task GuardAsync(
        IRecurring job, string deployment, Func<Task> work, CancellationToken cancellation, string monitor = Monitor, int version = 0)
    {
        Exception? failure = null;
        try
        {
            await work();
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            failure = failed;
            if (failed is TrestleException known)
            {
                log.LogWarning("{Job} of {Deployment}: {Problem}", job.Name, deployment, known.Problems[0].Found);
            }
            else
            {
                log.LogError(failed, "{Job} of {Deployment} failed", job.Name, deployment);
            }
        }

        await ReportAsync(job, deployment, monitor, version, failure, cancellation);
    }

    /// <summary>Puts on record how a job of the server ended: with a failure, or null.</summary>
    public Task ReportAsync(IRecurring job, Exception? failure, CancellationToken cancellation) =>
        ReportAsync(job, AlertStore.Server, Monitor, 0, failure, cancellation);

    private async Task ReportAsync(
        IRecurring job, string deployment, string monitor, int version, Exception? failure, CancellationToken cancellation)
    {
        try
        {
            var settings = served.Project.Settings;
            var alerts = settings.Alerts with
            {
                ResolveAfter = job.RhythmOf(settings) is Rhythm.Every every ? (int)Math.Ceiling(Calm / every.Time) : 1,
            };
            await new AlertStore(served.Records, alerts, clock).TakeHealthAsync(
                deployment, monitor, job.Name, failure is not null, failure is null ? "it works" : Why(failure), cancellation, version);
        }
        catch (TrestleException unrecorded) when (!cancellation.IsCancellationRequested)
        {
            // The records are what fails: the log is all that is left.
            log.LogWarning(
                "how {Job} of {Deployment} works cannot be recorded: {Problem}", job.Name, deployment, unrecorded.Problems[0].Found);
        }
        catch (Exception unrecorded) when (!cancellation.IsCancellationRequested)
        {
            log.LogError(unrecorded, "how {Job} of {Deployment} works cannot be recorded", job.Name, deployment);
        }
    }

    /// <summary>Only our own errors are quoted: others may hold values.</summary>
    private static string Why(Exception failed) => failed is TrestleException known
        ? $"{known.Problems[0].Code} {known.Problems[0].Found}"
        : $"it failed: {failed.GetType().Name}";
}
