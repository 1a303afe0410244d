namespace Trestle.Server.Jobs;

/// <summary>All recurring jobs: one line each.</summary>
internal static class JobCatalog
{
    /// <summary>Adds the jobs and their scheduler; none for <c>--still</c>.</summary>
    public static void AddJobs(this IServiceCollection services, bool still)
    {
        if (still)
        {
            return;
        }

        services.AddSingleton<IRecurring, ScheduledRun>();
        services.AddSingleton<IRecurring, ScheduledRefresh>();
        services.AddSingleton<IRecurring, RefreshJob>();
        services.AddSingleton<IRecurring, DeploymentJob>();
        services.AddSingleton<IRecurring, MonitorJob>();
        services.AddSingleton<IRecurring, PredictionLogJob>();
        services.AddSingleton<IRecurring, RenewalJob>();
        services.AddSingleton<IRecurring, NoticeDelivery>();
        services.AddSingleton<IRecurring, AuditHeadLog>();

        services.AddSingleton<DueTimes>().AddSingleton<JobHealth>().AddSingleton<RecurringJob>();
        services.AddHostedService<Scheduling>();
    }
}
