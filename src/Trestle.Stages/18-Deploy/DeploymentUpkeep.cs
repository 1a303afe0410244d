using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;

namespace Trestle.Stages.Deploy;

/// <summary>Makes what runs agree with what is on record: stops it, starts it, and starts again what is gone.</summary>
internal sealed class DeploymentUpkeep(DeploymentSession held, TimeProvider clock)
{
    /// <summary>
    /// Records that it is stopped, then stops what runs; a crash in between is completed by <see cref="TendAsync"/>. Error TR1842 when
    /// nothing ever came into service.
    /// </summary>
    public async Task StopAsync(string who, string reason, CancellationToken cancellation)
    {
        if (held.Now is { Good.Count: 0, Retired: null })
        {
            throw new TrestleException(DeployErrors.NothingToRun(held.Now.Name));
        }

        if (held.Now.Stopped is null)
        {
            // Still pending is only the way back from a refused change, which the target refuses as well.
            var next = held.Now with
            {
                Stopped = new Stoppage(clock.GetUtcNow(), who, reason),
                Address = null,
                Good = held.Now.Routes,
                Pending = null,
            };
            await held.WriteAsync(next, held.Note(who, DeployActions.Stop, null, reason), cancellation);
        }

        await held.Target.StopAsync(held.Order, cancellation);
    }

    /// <summary>Starts what was stopped, or what should run and does not, and returns once it answers. Error TR1842 as above.</summary>
    public async Task StartAsync(string who, string reason, CancellationToken cancellation)
    {
        if (held.Now is { Good.Count: 0, Retired: null })
        {
            throw new TrestleException(DeployErrors.NothingToRun(held.Now.Name));
        }

        if (held.Now.ShouldAnswer)
        {
            await ReviveAsync(who, cancellation);
            return;
        }

        await held.WriteAsync(held.Now with { Stopped = null }, held.Note(who, DeployActions.Start, held.Now.Live, reason), cancellation);
        await RunAsync(null, cancellation);
    }

    /// <summary>
    /// Looks whether it answers with its routes and as the configuration says now; if not, starts it again, and returns once it does.
    /// </summary>
    public async Task ReviveAsync(string who, CancellationToken cancellation)
    {
        if (!held.Now.ShouldAnswer)
        {
            return;
        }

        var found = await held.Target.LookAsync(held.Order, cancellation);
        var why = found.Trouble ?? "it did not answer";
        if (Serves(found))
        {
            // Who may use it may have changed, and whether it speaks TLS, for which it starts again.
            await held.Target.TendAsync(held.Order, cancellation);
            found = await held.Target.LookAsync(held.Order, cancellation);
            why = "what is asked of its clients has changed";
        }

        if (Serves(found))
        {
            await FollowAsync(found, cancellation);
            return;
        }

        await RunAsync(held.Note(who, DeployActions.Revive, held.Now.Live, why), cancellation);
    }

    /// <summary>Starts what should run and does not, without waiting for it; ends what was stopped and still runs.</summary>
    public async Task TendAsync(CancellationToken cancellation)
    {
        if (held.Now.ShouldAnswer)
        {
            await held.Target.TendAsync(held.Order, cancellation);
            await FollowAsync(await held.Target.LookAsync(held.Order, cancellation), cancellation);
        }
        else if (held.Now.Stopped is not null && (await held.Target.LookAsync(held.Order, cancellation)).Running)
        {
            await held.Target.StopAsync(held.Order, cancellation);
        }
    }

    private bool Serves(TargetStatus found) => !found.Observed || (found.Running && !(found.Generation < held.Now.Generation));

    private async Task RunAsync(Storage.Records.AuditNote? note, CancellationToken cancellation)
    {
        Directory.CreateDirectory(held.Order.Folder);
        var address = await held.Target.ApplyAsync(held.Order, cancellation);
        await held.WriteAddressAsync(address, note, cancellation);
    }

    /// <summary>
    /// A host that was started again may answer elsewhere. An address at which another checkout's host answers is left on record.
    /// </summary>
    private async Task FollowAsync(TargetStatus found, CancellationToken cancellation)
    {
        if (found is { Running: true, Address: { } address } && address != held.Now.Address
            && (held.Now.Address is not { } before || await HostClient.AskStrangerAsync(before, cancellation) is not { IsHost: true }))
        {
            await held.WriteAddressAsync(address, null, cancellation);
        }
    }
}
