using System.Security.Claims;
using Trestle.Server.Security;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Register;

namespace Trestle.Server.Api;

/// <summary>Deployments: their state and actions on them.</summary>
internal static class DeploymentsEndpoints
{
    /// <summary>A version to deploy.</summary>
    /// <param name="Version">Its number, or an alias such as champion.</param>
    /// <param name="Reason">Reason, kept in the audit log.</param>
    /// <param name="Name">Deployment (default: the model's name).</param>
    /// <param name="Strategy">direct, blue-green, canary or shadow (default: from the configuration).</param>
    /// <param name="Target">process, container or kubernetes (default: from the configuration).</param>
    /// <param name="Promotion">Promotion: automatic or on-request.</param>
    public sealed record DeployBody(
        string? Version, string? Reason, string? Name = null, string? Strategy = null, string? Target = null,
        Promotion Promotion = Promotion.Automatic);

    /// <summary>The reason of an action.</summary>
    public sealed record ReasonBody(string? Reason);

    /// <summary>The version to retire, or none for the whole model, and its successor.</summary>
    public sealed record RetireBody(string? Reason, int? Version = null, string? Successor = null);

    /// <summary>The retired version to bring back.</summary>
    public sealed record RestoreBody(string? Reason, int Version);

    /// <summary>Adds the endpoints.</summary>
    public static void MapDeployments(this IEndpointRouteBuilder api)
    {
        var deployments = api.MapGroup("/deployments").WithTags("Deployments");
        deployments.MapGet("", (ServedProject served, CancellationToken cancellation) => served.Deployments.StatusAsync(cancellation))
            .WithSummary("All deployments, as configured and as they are");
        deployments.MapPost(
            "/plan",
            (
                DeployBody body, ServedProject served,
                CancellationToken cancellation) => served.Deployments.PlanAsync(Request(body, "a plan"), cancellation))
            .WithSummary("The plan of a deployment, without doing anything");
        deployments.MapPost("", DeployAsync).For(Role.Approver).WithRequestTimeout(Limits.Predict).WithSummary("Deploy a version");
        deployments.MapGet("/{name}", FindAsync).WithSummary("A deployment");
        deployments.MapGet("/{name}/traffic", async (string name, ServedProject served, CancellationToken cancellation) =>
            await served.Deployments.TrafficAsync(await FindAsync(name, served, cancellation), cancellation))
                .WithSummary("Requests answered by each version since its host started");
        Change(
            deployments, "promote", "Make the new version live now",
            (all, name, who, why, cancellation) => all.PromoteAsync(name, who, why, cancellation));
        Change(
            deployments, "abandon", "Cancel the rollout of the new version",
            (all, name, who, why, cancellation) => all.AbandonAsync(name, who, why, cancellation));
        Change(
            deployments, "rollback", "Roll back to the previous version",
            (all, name, who, why, cancellation) => all.RollbackAsync(name, who, why, cancellation));
        Change(
            deployments, "stop", "Stop a deployment: nothing answers until it is started",
            (all, name, who, why, cancellation) => all.StopAsync(name, who, why, cancellation));
        Change(
            deployments, "start", "Start a deployment that was stopped, or whose host is gone",
            (all, name, who, why, cancellation) => all.StartAsync(name, who, why, cancellation));
        deployments.MapPost("/{name}/restore", RestoreAsync).For(Role.Approver).WithRequestTimeout(Limits.Predict)
            .WithSummary("Bring a retired version back, so that it can be deployed again");
        deployments.MapPost("/{name}/retire", RetireAsync).For(Role.Approver).WithRequestTimeout(Limits.Predict)
            .WithSummary("Retire a version or the whole model");
    }

    private static void Change(
        IEndpointRouteBuilder api, string word, string summary,
        Func<Deployments, string, string, string, CancellationToken, Task<Deployment>> change) => api
        .MapPost($"/{{name}}/{word}", async (
            string name, ReasonBody body, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation) =>
            await change(served.Deployments, name, user.Who(), ApiRoutes.Reason(body.Reason), cancellation))
        .For(Role.Approver).WithRequestTimeout(Limits.Predict).WithSummary(summary);

    private static Task<Deployment> DeployAsync(
        DeployBody body, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation) =>
        served.Deployments.ApplyAsync(Request(body, ApiRoutes.Reason(body.Reason)), user.Who(), cancellation);

    private static async Task<Deployment> FindAsync(string name, ServedProject served, CancellationToken cancellation) =>
        await served.Deployments.FindAsync(name, cancellation) ?? throw RefusedException.NotFound(ServerErrors.NothingDeployed(name));

    private static Task<Deployment> RetireAsync(
        string name, RetireBody body, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation) =>
        served.Deployments.RetireAsync(name, body.Version, user.Who(), ApiRoutes.Reason(body.Reason), body.Successor, cancellation);

    private static Task<Deployment> RestoreAsync(
        string name, RestoreBody body, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation) =>
        served.Deployments.RestoreAsync(name, body.Version, user.Who(), ApiRoutes.Reason(body.Reason), cancellation);

    private static DeployRequest Request(DeployBody body, string reason)
    {
        var version = body.Version ?? ModelRegistry.Champion;
        ApiRoutes.CheckName("version", version);
        return new DeployRequest(version)
        {
            Name = body.Name,
            Strategy = body.Strategy,
            Target = body.Target,
            Promotion = body.Promotion,
            Reason = reason,
        };
    }
}
