using Trestle.Server.Runs;

namespace Trestle.Server.Api;

/// <summary>The 22 stages and their state.</summary>
internal static class LifecycleEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void MapLifecycle(this IEndpointRouteBuilder api)
    {
        var stages = api.MapGroup("/lifecycle").WithTags("Lifecycle");
        stages.MapGet(
            "",
            async (
                ServedProject served, LifecycleReader lifecycle,
                CancellationToken cancellation) => await lifecycle.ReadAsync(await served.LastRunAsync(cancellation), cancellation))
            .WithSummary("The state of the 22 stages in the latest run and in deployments");
        stages.MapGet(
            "/{run}",
            async (
                string run, ServedProject served, LifecycleReader lifecycle,
                CancellationToken cancellation) => await lifecycle.ReadAsync(await served.RunAsync(run, cancellation), cancellation))
            .WithSummary("The state of the 22 stages in a run: its number, or last");
    }
}
