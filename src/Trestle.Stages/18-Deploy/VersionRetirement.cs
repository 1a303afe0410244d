using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy;

/// <summary>Takes versions out of service, and allows a retired one again.</summary>
internal sealed class VersionRetirement(DeploymentSession held, TimeProvider clock)
{
    /// <summary>Retires a version or, with <paramref name="version"/> null, the model with all <paramref name="asked"/> versions.</summary>
    public async Task RetireAsync(
        int? version, IReadOnlyList<int> asked, string who, string reason, string? successor, CancellationToken cancellation)
    {
        var archived = held.Now.Archived.Concat(asked.Where(one => held.Now.Archived.All(old => old.Version != one))
            .Select(one => new ArchivedVersion(one, clock.GetUtcNow(), who, reason, successor))).ToArray();
        var change = new Change(DeployActions.Retire, who, reason, version);
        if (version is null)
        {
            await held.MoveAsync(
                held.Now with { Routes = [], Rollout = null, Retired = new Retirement(reason, successor), Archived = archived }, change, "",
                cancellation);
            return;
        }

        if (version == held.Now.Live)
        {
            throw new TrestleException(DeployErrors.StillLive(held.Now.Name, version.Value));
        }

        var next = held.Now with { Archived = archived, Rollout = held.Now.Rollout?.To == version ? null : held.Now.Rollout };
        if (held.Now.Routes.Any(route => route.Version == version))
        {
            await held.MoveAsync(next with { Routes = DeploymentPlanner.Without(held.Now.Routes, version) }, change, "", cancellation);
        }
        else if (archived.Length > held.Now.Archived.Count)
        {
            await held.WriteAsync(next, held.Note(who, DeployActions.Retire, version, reason), cancellation);
        }
    }

    /// <summary>Allows a retired version again; error TR1843 when it is not retired.</summary>
    public async Task RestoreAsync(int version, string who, string reason, CancellationToken cancellation)
    {
        var kept = held.Now.Archived.Where(known => known.Version != version).ToArray();
        if (kept.Length == held.Now.Archived.Count)
        {
            throw new TrestleException(DeployErrors.NotRetired(held.Now.Name, version, [.. kept.Select(known => known.Version)]));
        }

        await held.WriteAsync(
            held.Now with { Archived = kept }, held.Note(who, DeployActions.Restore, version, reason), cancellation);
    }
}
