using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Server.Gateway;

/// <summary>The deployment that answers requests.</summary>
internal sealed class LiveDeployment
{
    private const string Process = "process";
    private readonly ServedProject served;
    private readonly Remembered<Found> remembered;

    /// <summary>That of a project.</summary>
    public LiveDeployment(ServedProject served, TimeProvider clock)
    {
        this.served = served;
        remembered = new Remembered<Found>(LookAsync, clock);
    }

    /// <summary>
    /// The deployment with the name of the model, otherwise the only deployment, and the token of its host; error TR0154 (503) if none
    /// answers.
    /// </summary>
    public async Task<(Deployment Deployment, string? Token)> FindAsync(CancellationToken cancellation)
    {
        var found = await remembered.GetAsync(cancellation);
        return found.Deployment is { Address: not null } live
            ? (live, found.Token)
            : throw new RefusedException(
                StatusCodes.Status503ServiceUnavailable, ServerErrors.NothingDeployed(served.Name, found.Deployment?.Stopped));
    }

    private async Task<Found> LookAsync()
    {
        var all = await served.Deployments.ListAsync(CancellationToken.None);
        var found = all.FirstOrDefault(one => one.Name == served.Name) ?? (all.Count == 1 ? all[0] : null);
        if (found is not { Address: { } recorded })
        {
            return new Found(found, null);
        }

        // Of several machines with this deployment each has a process of its own, and one of them is on record.
        var files = new HostFiles(DeploymentNames.Folder(served.Project, found.Name));
        var here = found.Target == Process ? files.Read().Address : null;
        return new Found(found with { Address = here ?? recorded }, files.Token);
    }

    private sealed record Found(Deployment? Deployment, string? Token);
}
