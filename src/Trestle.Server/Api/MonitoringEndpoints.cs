using System.Security.Claims;
using Trestle.Server.Security;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Monitor;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;

namespace Trestle.Server.Api;

/// <summary>Results of the monitors: signals of each window, and alerts.</summary>
internal static class MonitoringEndpoints
{
    /// <summary>An action on an alert.</summary>
    /// <param name="Cause">The alert's cause: deployment/monitor/subject.</param>
    /// <param name="Reason">Reason, kept in the audit log.</param>
    public sealed record AlertBody(string Cause, string? Reason);

    /// <summary>Adds the endpoints.</summary>
    public static void MapMonitoring(this IEndpointRouteBuilder api)
    {
        var monitoring = api.MapGroup("/monitoring").WithTags("Monitoring");
        monitoring.MapGet(
            "/alerts",
            (ServedProject served, TimeProvider clock, CancellationToken cancellation) => Store(served, clock).ListAsync(cancellation))
                .WithSummary("Alerts, newest first; the latest for each cause");
        monitoring.MapPost("/alerts/acknowledge", AcknowledgeAsync).For(Role.Editor).WithSummary("Acknowledge an alert");
        monitoring.MapPost("/alerts/resolve", ResolveAsync).For(Role.Editor).WithSummary("Resolve an alert");
        monitoring.MapNotifications();
        monitoring.MapPost("/{deployment}/now", NowAsync).For(Role.Editor).WithRequestTimeout(Limits.Predict)
            .WithSummary("Judge windows that are over at once, and the running one so far");
        monitoring.MapGet("/{deployment}/window", WindowAsync).WithSummary("The running window of the live version, with its end");
        monitoring.MapGet("/{deployment}/{version:int}/distributions", DistributionsAsync)
            .WithSummary("The distribution of a column or score in a period and in the training data");
        monitoring.MapGet("/{deployment}/{version:int}", SignalsAsync).WithSummary("The signals of a version by window, oldest first");
    }

    /// <summary>The alerts of the project.</summary>
    public static AlertStore Store(ServedProject served, TimeProvider clock) => new(served.Records, served.Project.Settings.Alerts, clock);

    /// <summary>The results of the monitors for a version.</summary>
    public static Task<IReadOnlyList<SignalReport>> SignalsAsync(
        string deployment, int version, ServedProject served, TimeProvider clock, CancellationToken cancellation) =>
        new MonitorStage(served.Project, served.Records, Resources.OfMachine, clock).ReportsAsync(deployment, version, cancellation);

    /// <summary>What judging at once has found.</summary>
    /// <param name="Judged">Reports of windows that were over; they are recorded, and alarms are alerts.</param>
    /// <param name="Running">The running window.</param>
    /// <param name="SoFar">The running window so far; not recorded, since a window is judged once, when it is over.</param>
    public sealed record JudgedNow(IReadOnlyList<SignalReport> Judged, RunningWindow Running, SignalReport SoFar);

    /// <summary>The running window of a deployment's live version; null when nothing answers.</summary>
    public static async Task<RunningWindow?> RunningAsync(
        ServedProject served, TimeProvider clock, string deployment, CancellationToken cancellation) =>
        await served.Deployments.FindAsync(deployment, cancellation) is { Live: { } live, Retired: null } found
            ? await new MonitorStage(served.Project, served.Records, Resources.OfMachine, clock).RunningAsync(
                deployment, live, found.LiveSince ?? found.ChangedAt, cancellation)
            : null;

    /// <summary>Judges what there is of a deployment's live version; 404 if nothing answers.</summary>
    public static async Task<JudgedNow> NowAsync(
        string deployment, ServedProject served, TimeProvider clock, CancellationToken cancellation)
    {
        ApiRoutes.CheckName("deployment", deployment);
        if (await served.Deployments.FindAsync(deployment, cancellation) is not { Live: { } live, Retired: null } found)
        {
            throw RefusedException.NotFound(ServerErrors.NothingDeployed(deployment));
        }

        var project = served.Copy();
        try
        {
            var (log, since) = (new PredictionLog(DeploymentNames.Folder(project, deployment)), found.LiveSince ?? found.ChangedAt);
            var stage = new MonitorStage(project, served.Records, Resources.Aside, clock);
            return new JudgedNow(
                await stage.AdvanceAsync(deployment, log, live, since, cancellation),
                await stage.RunningAsync(deployment, live, since, cancellation),
                await stage.PreviewAsync(deployment, log, live, since, cancellation));
        }
        finally
        {
            project.ClearTempFolders();
        }
    }

    /// <summary>The distribution of a column or score in a period and in the training data; 404 if it is not compared.</summary>
    public static async Task<Distributions> DistributionsAsync(
        string deployment, int version, string subject, DateTimeOffset from, DateTimeOffset to, ServedProject served, TimeProvider clock,
        CancellationToken cancellation)
    {
        ApiRoutes.CheckName("deployment", deployment);
        var project = served.Copy();
        try
        {
            var log = new PredictionLog(DeploymentNames.Folder(project, deployment));
            return await new MonitorStage(project, served.Records, Resources.Aside, clock)
                .DistributionsAsync(log, version, subject, from, to, cancellation)
                ?? throw RefusedException.NotFound(ServerErrors.NotCompared());
        }
        finally
        {
            project.ClearTempFolders();
        }
    }

    private static async Task<RunningWindow> WindowAsync(
        string deployment, ServedProject served, TimeProvider clock, CancellationToken cancellation) =>
        await RunningAsync(served, clock, deployment, cancellation)
            ?? throw RefusedException.NotFound(ServerErrors.NothingDeployed(deployment));

    private static async Task<Alert> AcknowledgeAsync(
        AlertBody body, ClaimsPrincipal user, ServedProject served, TimeProvider clock, CancellationToken cancellation) =>
        await Store(served, clock).AcknowledgeAsync(body.Cause, user.Who(), ApiRoutes.Reason(body.Reason), cancellation)
            ?? throw RefusedException.NotFound(ServerErrors.NoAlert());

    private static async Task<Alert> ResolveAsync(
        AlertBody body, ClaimsPrincipal user, ServedProject served, TimeProvider clock, CancellationToken cancellation) =>
        await Store(served, clock).ResolveAsync(body.Cause, user.Who(), ApiRoutes.Reason(body.Reason), cancellation)
            ?? throw RefusedException.NotFound(ServerErrors.NoAlert());
}
