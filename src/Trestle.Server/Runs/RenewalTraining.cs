using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Storage.Records;

namespace Trestle.Server.Runs;

/// <summary>
/// Trains at the request of stage 22, through the queue of runs, so that the run shows on the pages like any other. A request leads to
/// exactly one run, whichever server handles it and however often it is killed: the run carries the mark of the request.
/// </summary>
internal sealed class RenewalTraining(ServedProject served, RunQueue queue, TimeProvider clock)
{
    private const int Searched = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Waits for the run of a request and returns the version that it registered; throws what stopped the run.</summary>
    public async Task<int> TrainAsync(RunRequest request, CancellationToken cancellation)
    {
        var mark = $"request {request.Number} of {request.Deployment}: ";
        var asked = false;
        while (true)
        {
            if (!(await queue.OrdersAsync(cancellation)).Any(order => order.Why.StartsWith(mark, StringComparison.Ordinal)))
            {
                if (await EndedAsync(mark, cancellation) is { } version)
                {
                    return version;
                }

                if (asked)
                {
                    throw queue.LastFailure is { } failure && failure.Order.Why.StartsWith(mark, StringComparison.Ordinal)
                        ? new TrestleException([.. failure.Problems])
                        : new TrestleException(ServerErrors.NotTrained($"request {request.Number}", "it was cancelled before it started"));
                }

                await queue.AddAsync(RetrainOrRetireStage.Who, $"{mark}{request.Reason}", null, null, null, force: false, cancellation);
                asked = true;
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>The version that the run of the request registered; null if there is no such run yet.</summary>
    private async Task<int?> EndedAsync(string mark, CancellationToken cancellation)
    {
        var run = (await served.Records.RunsAsync(Searched, cancellation))
            .FirstOrDefault(run => run.Run.Command.Contains($": {mark}", StringComparison.Ordinal));
        return run is null ? null
            : run.Status == RunStatus.Finished ? (await served.ArtifactsAsync(run.Id, cancellation)).Read(Artifact.RegistryEntry).Version
            : throw new TrestleException(ServerErrors.NotTrained($"run {run.Id}", run.Status.ToString().ToLowerInvariant()));
    }
}
