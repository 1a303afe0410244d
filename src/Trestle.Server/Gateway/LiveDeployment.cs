using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Server.Gateway;

/// <summary>The deployment that answers requests, looked up at most once a second.</summary>
internal sealed class LiveDeployment(ServedProject served, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private Known? known;

    /// <summary>
    /// The deployment with the name of the model, otherwise the only deployment, and the token of its host; error TR0154 (503) if none
    /// answers.
    /// </summary>
    public async Task<(Deployment Deployment, string? Token)> FindAsync(CancellationToken cancellation)
    {
        var seen = Volatile.Read(ref known);
        if (seen is null || clock.GetUtcNow() >= seen.Until)
        {
            var all = await served.Deployments.ListAsync(cancellation);
            var found = all.FirstOrDefault(one => one.Name == served.Name) ?? (all.Count == 1 ? all[0] : null);
            var token = found is null ? null : HostAccess.TokenIn(DeploymentNames.Folder(served.Project, found.Name));
            seen = new Known(found, token, clock.GetUtcNow() + Lifetime);
            Volatile.Write(ref known, seen);
        }

        return seen.Deployment is { Address: not null } live
            ? (live, seen.Token)
            : throw new RefusedException(
                StatusCodes.Status503ServiceUnavailable, ServerErrors.NothingDeployed(served.Name, seen.Deployment?.Stopped));
    }

    private sealed record Known(Deployment? Deployment, string? Token, DateTimeOffset Until);
}
