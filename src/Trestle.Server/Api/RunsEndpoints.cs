using System.Security.Claims;

using Trestle.Server.Runs;
using Trestle.Server.Security;

namespace Trestle.Server.Api;

/// <summary>Runs: finished, running and queued ones, and the output of their stages.</summary>
internal static class RunsEndpoints
{
    private const int MaxListed = 200;

    /// <summary>The stages to run (default: all).</summary>
    /// <param name="From">The first stage, by name or number.</param>
    /// <param name="To">The last stage.</param>
    /// <param name="Only">The only stage.</param>
    /// <param name="Force">Whether stages run even if nothing changed.</param>
    /// <param name="Reason">Reason, kept in the audit log.</param>
    public sealed record RunRequest(string? From = null, string? To = null, string? Only = null, bool Force = false, string? Reason = null);

    /// <summary>Adds the endpoints.</summary>
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("", ListAsync).WithSummary("The latest runs, newest first");
        runs.MapPost("", StartAsync).For(Role.Editor).WithSummary("Queue a run; it starts when the earlier ones have ended");
        runs.MapGet("/queue", (RunQueue queue, CancellationToken cancellation) => queue.OrdersAsync(cancellation))
            .WithSummary("Queued and running runs");
        runs.MapDelete("/queue/{order}", CancelOrderAsync).For(Role.Editor)
            .WithSummary("Remove a run from the queue, or cancel it if it is running");
        runs.MapGet("/{run}", GetAsync).WithSummary("A run with its stages, units and artifacts");
        runs.MapPost("/{run}/cancel", CancelAsync).For(Role.Editor).WithSummary("Cancel a running run");
        runs.MapGet("/{run}/stages/{stage}", DocumentsAsync).WithSummary("The output documents of a stage, by shard and name");
        runs.MapGet("/{run}/stages/{stage}/{shard}/{name}", DocumentAsync).WithSummary("An output document of a stage");
    }

    private static async Task<IReadOnlyList<RunSummary>> ListAsync(ServedProject served, CancellationToken cancellation, int last = 20)
    {
        var runs = await served.Records.RunsAsync(Math.Clamp(last, 1, MaxListed), cancellation);
        var summaries = new List<RunSummary>();
        foreach (var run in runs)
        {
            summaries.Add(LifecycleReader.Summary(run, await served.Records.UnitsAsync(run.Id, cancellation)));
        }

        return summaries;
    }

    private static async Task<IResult> StartAsync(RunRequest? request, ClaimsPrincipal user, RunQueue queue, CancellationToken cancellation)
    {
        request ??= new RunRequest();
        var why = request.Reason is null ? "started through the API" : ApiRoutes.Reason(request.Reason);
        var order = await queue.AddAsync(user.Who(), why, request.From, request.To, request.Only, request.Force, cancellation);
        return Results.Accepted($"{ApiRoutes.Root}/runs/queue", order);
    }

    private static async Task<LifecycleState> GetAsync(
        string run, ServedProject served, LifecycleReader lifecycle, CancellationToken cancellation) =>
        await lifecycle.ReadAsync(await served.RunAsync(run, cancellation), cancellation);

    private static async Task<IResult> CancelAsync(
        string run, ClaimsPrincipal user, ServedProject served, RunQueue queue, CancellationToken cancellation)
    {
        await queue.CancelRunAsync((await served.RunAsync(run, cancellation)).Id, user.Who(), cancellation);
        return Results.Accepted();
    }

    private static async Task<IResult> CancelOrderAsync(string order, ClaimsPrincipal user, RunQueue queue, CancellationToken cancellation)
    {
        await queue.CancelAsync(order, user.Who(), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> DocumentsAsync(string run, string stage, ServedProject served, CancellationToken cancellation)
    {
        var (number, found) = ((await served.RunAsync(run, cancellation)).Id, StageOf(stage));
        var documents = await served.DocumentsAsync(number, found, cancellation);
        return documents.Count > 0
            ? Results.Json(documents)
            : throw RefusedException.NotFound(ServerErrors.NothingWritten(number, found.Slug));
    }

    private static async Task<IResult> DocumentAsync(
        string run, string stage, string shard, string name, ServedProject served, CancellationToken cancellation)
    {
        var (number, found) = ((await served.RunAsync(run, cancellation)).Id, StageOf(stage));
        var documents = await served.DocumentsAsync(number, found, cancellation);
        return documents.TryGetValue(shard, out var written) && written.TryGetValue(name, out var document)
            ? Results.Json(document)
            : throw RefusedException.NotFound(ServerErrors.NothingWritten(number, $"{found.Slug}/{shard}/{name}"));
    }

    private static Stage StageOf(string word) =>
        Stage.All.FirstOrDefault(stage => stage.Slug == word) ?? throw RefusedException.NotFound(ServerErrors.NoSuchPath());
}
