using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Server.Gateway;

/// <summary>Knows where the model answers; looked up once a second at most.</summary>
internal sealed class InService(ServedProject served, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1);
    private Known? known;

    /// <summary>The deployment that carries the model's name, else the only one there is; error TR0154 (503) when nothing answers.</summary>
    public async Task<Deployment> FindAsync(CancellationToken cancellation)
    {
        var seen = Volatile.Read(ref known);
        if (seen is null || clock.GetUtcNow() >= seen.Until)
        {
            var all = await served.Deployments.ListAsync(cancellation);
            seen = new Known(all.FirstOrDefault(one => one.Name == served.Name) ?? (all.Count == 1 ? all[0] : null), clock.GetUtcNow() + Life);
            Volatile.Write(ref known, seen);
        }

        return seen.Deployment is { Address: not null } found
            ? found
            : throw new RefusedException(StatusCodes.Status503ServiceUnavailable, ServerErrors.NothingInService(served.Name));
    }

    private sealed record Known(Deployment? Deployment, DateTimeOffset Until);
}
