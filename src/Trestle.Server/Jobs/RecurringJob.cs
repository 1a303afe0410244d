namespace Trestle.Server.Jobs;

/// <summary>Runs a recurring job that is due; a failure is logged and is an alert, and the job runs again the next time.</summary>
internal sealed class RecurringJob(DueTimes taken, JobHealth health, ILogger<RecurringJob> log)
{
    /// <summary>Runs it, unless another server has this due time; only the end of the server throws.</summary>
    public async Task RunAsync(IRecurring work, DateTimeOffset due, CancellationToken cancellation)
    {
        try
        {
            if (!work.OnceForAll || await taken.TakeAsync(work.Name, due, cancellation))
            {
                await work.RunAsync(due, cancellation);
                await health.ReportAsync(work, null, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogDebug("{Work} was cancelled", work.Name);
        }
        catch (TrestleException failed)
        {
            log.LogWarning("{Work}, due at {Due}: {Problem}", work.Name, due, failed.Problems[0].Found);
            await health.ReportAsync(work, failed, cancellation);
        }
        catch (Exception failed)
        {
            log.LogError(failed, "{Work}, due at {Due}, failed", work.Name, due);
            await health.ReportAsync(work, failed, cancellation);
        }
    }
}
