using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle.Lineage;
using Trestle.Storage.Records;

namespace Trestle.Server.Runs;

/// <summary>Why a run could not start, or how it failed.</summary>
internal sealed record RunFailure(RunOrder Order, DateTimeOffset At, IReadOnlyList<Problem> Problems);

/// <summary>
/// Runs queued runs, one at a time per project. The queue is stored: when the server stops, the current run is cancelled and resumes
/// at the next start; when the server is killed, another server takes the run over. A run is given up after three servers that ran it
/// were killed.
/// </summary>
internal sealed class RunQueue(ServedProject served, LiveRun live, TimeProvider clock, ILogger<RunQueue> log) : BackgroundService
{
    private const int MaxWaiting = 20;
    private const int MaxLost = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim asked = new(0);
    private readonly RunOrders orders = new(served.Records, served.Name);
    private readonly string self = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly SemaphoreSlim wake = new(0);
    private string? current;

    /// <summary>Failure of the last run of this server; null if it succeeded.</summary>
    public RunFailure? LastFailure { get; private set; }

    /// <summary>Queued and running runs, oldest first.</summary>
    public Task<IReadOnlyList<RunOrder>> OrdersAsync(CancellationToken cancellation) => orders.ListAsync(cancellation);

    /// <summary>
    /// Queues a run. Errors in the configuration and the selection are thrown at once; error TR0145 if the queue is full.
    /// </summary>
    public async Task<RunOrder> AddAsync(
        string who, string why, string? from, string? to, string? only, bool force, CancellationToken cancellation)
    {
        var order = new RunOrder
        {
            Id = $"{clock.GetUtcNow():yyyyMMddHHmmss}-{Guid.NewGuid().ToString("N")[..8]}",
            Who = who,
            Why = why,
            At = clock.GetUtcNow(),
            From = from,
            To = to,
            Only = only,
            Force = force,
        };
        order.Selection().Check([.. served.Stages.Select(stage => stage.Stage)]);
        served.Reopen();
        var note = new AuditNote(who, "run.ask", served.Name, why);
        await orders.ChangeAsync(
            all => all.Count >= MaxWaiting ? throw RefusedException.Conflict(ServerErrors.QueueFull(MaxWaiting)) : [.. all, order], note,
            cancellation);
        asked.Release();
        live.NotifyChanged();
        return order;
    }

    /// <summary>Cancels a queued or running run; error TR0151 if it has ended.</summary>
    public async Task CancelAsync(string id, string who, CancellationToken cancellation)
    {
        var note = new AuditNote(who, "run.cancel", served.Name, id);
        var found = await orders.ChangeAsync(
            all => all.FirstOrDefault(order => order.Id == id) is not { } order ? null
                : order.Holder is null ? [.. all.Where(other => other != order)]
                : [.. all.Select(other => other == order ? order with { CancelledBy = who } : other)],
            note,
            cancellation);
        if (!found)
        {
            throw RefusedException.NotFound(ServerErrors.NoOrder(id));
        }

        if (current == id)
        {
            wake.Release();
        }

        live.NotifyChanged();
    }

    /// <summary>Cancels a run by its number; error TR0144 if no server runs it.</summary>
    public async Task CancelRunAsync(int run, string who, CancellationToken cancellation)
    {
        var order = (await orders.ListAsync(cancellation))
            .FirstOrDefault(order => order.Run == run || (live.Run == run && order.Id == current));
        await CancelAsync(order?.Id ?? throw RefusedException.Conflict(ServerErrors.NotUnderWay(run)), who, cancellation);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await TakeAsync(stoppingToken) is { } order)
                {
                    await RunAsync(order, stoppingToken);
                }
                else
                {
                    await asked.WaitAsync(Pause, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (TrestleException failed)
            {
                // The record database is temporarily unavailable; the queue is kept.
                log.LogError("{Problem}", failed.Message);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    /// <summary>Takes the oldest run, unless a live server holds one; null if there is nothing to do.</summary>
    private async Task<RunOrder?> TakeAsync(CancellationToken cancellation)
    {
        RunOrder? taken = null;
        RunOrder? lost = null;
        await orders.ChangeAsync(
            all =>
            {
                (taken, lost) = (null, null);
                if (all.Count == 0 || all.Any(order => order.Holder is not null && IsAlive(order)))
                {
                    return null;
                }

                var first = all.FirstOrDefault(order => order.Holder is not null) ?? all[0];
                if (first.CancelledBy is not null || first is { Holder: not null, Lost: >= MaxLost - 1 })
                {
                    lost = first;
                    return [.. all.Where(order => order != first)];
                }

                taken = first with
                {
                    Holder = self,
                    HeldUntil = clock.GetUtcNow() + Lease,
                    Run = null,
                    Lost = first.Lost + (
                    first.Holder is null ? 0 : 1)
                };
                return [.. all.Select(order => order == first ? taken : order)];
            },
            null,
            cancellation);
        if (lost is { CancelledBy: null })
        {
            await served.Records.Audit.AppendAsync(
                new AuditNote("server", "run.give-up", served.Name, $"given up after {MaxLost} killed servers: {lost.Id}"), cancellation);
        }

        return taken;
    }

    private bool IsAlive(RunOrder order) => order.HeldUntil > clock.GetUtcNow() && !IsGoneFromHere(order.Holder!);

    /// <summary>Whether the holder was a process of this machine that has ended; for other machines only the lease counts.</summary>
    private bool IsGoneFromHere(string holder) =>
        holder.Split('/') is [var machine, var process, _]
            && machine == Environment.MachineName && holder != self && OperatingSystem.IsLinux()
            && !Directory.Exists($"/proc/{process}");

    private async Task RunAsync(RunOrder order, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        current = order.Id;
        LastFailure = null;
        live.NotifyChanged();
        var heart = BeatAsync(order, stop);
        var stopped = false;
        RunLineage? lineage = null;
        try
        {
            var project = served.Reopen();
            lineage = RunLineage.Of(project, served.Records, clock);
            var engine = new RunEngine(project, served.Records, served.Stages, live, Resources.OfMachine, clock)
            {
                Started = lineage is null ? null : lineage.StartedAsync,
                Ended = lineage is null ? null : lineage.EndedAsync,
            };
            await engine.RunAsync(order.Selection(), $"requested by {order.Who}: {order.Why}", stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            stopped = stopping.IsCancellationRequested;
        }
        catch (TrestleException failed)
        {
            LastFailure = new RunFailure(order, clock.GetUtcNow(), failed.Problems);
            log.LogWarning("{Problem}", failed.Message);
        }
        catch (Exception bug)
        {
            // A bug in a stage ends the run, not the server.
            LastFailure = new RunFailure(order, clock.GetUtcNow(), [ServerErrors.Fault(order.Id)]);
            log.LogError(bug, "run {Run} of order {Order} failed", live.Run, order.Id);
        }
        finally
        {
            await stop.CancelAsync();
            await heart;
            foreach (var line in lineage?.Undelivered ?? [])
            {
                log.LogWarning("{Problem}", line);
            }

            lineage?.Dispose();
            current = null;
            live.End();
            await LetGoAsync(order, stopped);
            live.NotifyChanged();
        }
    }

    /// <summary>Removes a run that has ended; one that was interrupted by the shutdown of the server goes back to the queue.</summary>
    private Task LetGoAsync(RunOrder order, bool stopped) => orders.ChangeAsync(
        all => all.FirstOrDefault(other => other.Id == order.Id && other.Holder == self) is not { } mine ? null
            : stopped && mine.CancelledBy is null
                ? [.. all.Select(other => other == mine ? mine with { Holder = null, HeldUntil = null } : other)]
            : [.. all.Where(other => other != mine)],
        null,
        CancellationToken.None);

    /// <summary>
    /// Renews the lease, stores the number of the run, and checks whether the run was cancelled, here or on another server.
    /// </summary>
    private async Task BeatAsync(RunOrder order, CancellationTokenSource stop)
    {
        while (true)
        {
            try
            {
                await wake.WaitAsync(Pause, stop.Token);
                var cancelled = false;
                await orders.ChangeAsync(
                    all =>
                    {
                        var mine = all.FirstOrDefault(other => other.Id == order.Id && other.Holder == self);
                        cancelled = mine?.CancelledBy is not null;
                        return mine is null || (mine.HeldUntil - clock.GetUtcNow() > Lease / 2 && mine.Run == live.Run)
                            ? null
                            : [
                                .. all.Select(
                                    other => other == mine ? mine with { HeldUntil = clock.GetUtcNow() + Lease, Run = live.Run } : other)];
                    },
                    null,
                    stop.Token);
                if (cancelled)
                {
                    await stop.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (TrestleException failed)
            {
                // When the lease expires, another server resumes the run from its records.
                log.LogWarning("{Problem}", failed.Message);
            }
        }
    }
}
