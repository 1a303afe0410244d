using Trestle.Stages.Register;
using System.Security.Claims;

using Trestle.Server.Security;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Server.Api;

/// <summary>What is in service: how it stands, and who may change it.</summary>
internal static class DeploymentsEndpoints
{
    /// <summary>A version that is to come into service.</summary>
    /// <param name="Version">Its number, or an alias such as champion.</param>
    /// <param name="Reason">Why; it goes on record.</param>
    /// <param name="Name">The deployment; the model's name when left out.</param>
    /// <param name="Strategy">direct, blue-green, canary or shadow; the configuration's when left out.</param>
    /// <param name="Target">process, container or kubernetes; the configuration's when left out.</param>
    /// <param name="Promotion">Who decides that it takes over: automatic, or on-request.</param>
    public sealed record DeployBody(string? Version, string? Reason, string? Name = null, string? Strategy = null, string? Target = null, Promotion Promotion = Promotion.Automatic);

    /// <summary>Why something is done.</summary>
    public sealed record ReasonBody(string? Reason);

    /// <summary>What is to be retired: a version, or with none the whole model; and where to go instead.</summary>
    public sealed record RetireBody(string? Reason, int? Version = null, string? Successor = null);

    /// <summary>Adds the endpoints.</summary>
    public static void MapDeployments(this IEndpointRouteBuilder api)
    {
        var deployments = api.MapGroup("/deployments").WithTags("Deployments");
        deployments.MapGet("", (ServedProject served, CancellationToken cancellation) => served.Deployments.StatusAsync(cancellation)).WithSummary("Every deployment as it should stand and as it does");
        deployments.MapPost("/plan", (DeployBody body, ServedProject served, CancellationToken cancellation) => served.Deployments.PlanAsync(Request(body, "a plan"), cancellation))
            .WithSummary("What a deployment would change; nothing is done");
        deployments.MapPost("", DeployAsync).For(Role.Approver).WithRequestTimeout(Limits.Predict).WithSummary("Bring a version into service");
        deployments.MapGet("/{name}", FindAsync).WithSummary("A deployment");
        deployments.MapGet("/{name}/traffic", async (string name, ServedProject served, CancellationToken cancellation) =>
            await served.Deployments.TrafficAsync(await FindAsync(name, served, cancellation), cancellation)).WithSummary("What each version has answered since its host was started");
        Change(deployments, "promote", "Make the new version live now", (all, name, who, why, cancellation) => all.PromoteAsync(name, who, why, cancellation));
        Change(deployments, "abandon", "Take the new version out again", (all, name, who, why, cancellation) => all.AbandonAsync(name, who, why, cancellation));
        Change(deployments, "rollback", "Go back to the version before", (all, name, who, why, cancellation) => all.RollbackAsync(name, who, why, cancellation));
        Change(deployments, "stop", "End what runs of a retired deployment", (all, name, who, why, cancellation) => all.StopAsync(name, who, why, cancellation));
        deployments.MapPost("/{name}/retire", RetireAsync).For(Role.Approver).WithRequestTimeout(Limits.Predict).WithSummary("Take a version, or the whole model, out of service for good");
    }

    private static void Change(IEndpointRouteBuilder api, string word, string summary, Func<Deployments, string, string, string, CancellationToken, Task<Deployment>> change) => api
        .MapPost($"/{{name}}/{word}", async (string name, ReasonBody body, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation) =>
            await change(served.Deployments, name, user.Who(), ApiRoutes.Reason(body.Reason), cancellation))
        .For(Role.Approver).WithRequestTimeout(Limits.Predict).WithSummary(summary);

    private static Task<Deployment> DeployAsync(DeployBody body, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation) =>
        served.Deployments.ApplyAsync(Request(body, ApiRoutes.Reason(body.Reason)), user.Who(), cancellation);

    private static async Task<Deployment> FindAsync(string name, ServedProject served, CancellationToken cancellation) =>
        await served.Deployments.FindAsync(name, cancellation) ?? throw RefusedException.NotFound(ServerErrors.NothingInService(name));

    private static Task<Deployment> RetireAsync(string name, RetireBody body, ClaimsPrincipal user, ServedProject served, CancellationToken cancellation) =>
        served.Deployments.RetireAsync(name, body.Version, user.Who(), ApiRoutes.Reason(body.Reason), body.Successor, cancellation);

    private static DeployRequest Request(DeployBody body, string reason)
    {
        var version = body.Version ?? ModelRegistry.Champion;
        ApiRoutes.CheckName("version", version);
        return new DeployRequest(version) { Name = body.Name, Strategy = body.Strategy, Target = body.Target, Promotion = body.Promotion, Reason = reason };
    }
}
