using System.Runtime.ExceptionServices;

namespace Trestle.Stages.Kernel.Running;

/// <summary>
/// Runs the pending stages of one run in waves: every stage that is ready runs its shards side by side, as far as cores and memory
/// allow. The first failure stops the units beside it.
/// </summary>
internal sealed class StageRun(
    int run, PendingStages pending, RunSelection selection, UnitRunner runner, IRunObserver observer, Resources machine)
{
    /// <summary>Below this many bytes a unit is not started beside another.</summary>
    private const long LeastMemory = 512L << 20;

    private int ran;
    private int reused;

    /// <summary>Runs until nothing is pending.</summary>
    public async Task<RunResult> RunAsync(CancellationToken cancellation)
    {
        while (pending.Any)
        {
            var ready = pending.Ready();
            var written = pending.Written;
            var done = await WaveAsync([.. ready.SelectMany(stage => Units(stage, written))], written, cancellation);
            ran += done.Count(unit => unit.Outcome == UnitOutcome.Finished);
            reused += done.Count(unit => unit.Outcome == UnitOutcome.Reused);
            pending.End(ready, [.. done.SelectMany(unit => unit.Written)]);
        }

        return new RunResult(run, ran, reused, pending.Written);
    }

    private IEnumerable<(IStage Stage, Unit Unit)> Units(IStage stage, ArtifactReader written)
    {
        var shards = pending.Begin(stage, written);
        if (shards.Count > 0)
        {
            observer.StageStarted(stage.Stage, shards);
        }

        return shards.Select(shard => (stage, new Unit(run, stage.Stage.Slug, shard)));
    }

    private async Task<IReadOnlyList<UnitDone>> WaveAsync(
        IReadOnlyList<(IStage Stage, Unit Unit)> units, ArtifactReader written, CancellationToken cancellation)
    {
        var width = units.All(entry => entry.Stage.TakesTurns)
            ? 1
            : (int)Math.Clamp(Math.Min(units.Count, machine.Memory / LeastMemory), 1, machine.Cores);
        var share = new Resources(Math.Max(1, machine.Cores / width), machine.Memory / width);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var slots = new SemaphoreSlim(width);
        var results = width == 1 ? await InOrderAsync() : await Task.WhenAll(
            units.Select(entry => Task.Run(() => OneAsync(entry.Stage, entry.Unit), CancellationToken.None)));
        if (results.FirstOrDefault(result => result.Failure is not null and not OperationCanceledException).Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        cancellation.ThrowIfCancellationRequested();
        return [.. results.Select(result => result.Done!)];

        async Task<(UnitDone? Done, Exception? Failure)[]> InOrderAsync()
        {
            var done = new List<(UnitDone?, Exception?)>();
            foreach (var (stage, unit) in units)
            {
                done.Add(await Task.Run(() => OneAsync(stage, unit), CancellationToken.None));
            }

            return [.. done];
        }

        async Task<(UnitDone? Done, Exception? Failure)> OneAsync(IStage stage, Unit unit)
        {
            try
            {
                await slots.WaitAsync(stop.Token);
                try
                {
                    var selected = selection.Runs(stage.Stage);
                    return (await runner.RunAsync(stage, unit, written, selected && selection.Force, selected, share, stop.Token), null);
                }
                finally
                {
                    slots.Release();
                }
            }
            catch (Exception e)
            {
                await stop.CancelAsync();
                return (null, e);
            }
        }
    }
}
