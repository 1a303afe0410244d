using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Deploy.Evidence;

/// <summary>The prediction log of a deployment's host, as the host describes it in its <c>/metrics</c>.</summary>
/// <param name="Failing">Whether it cannot be written.</param>
/// <param name="Dropped">Records that were lost because too many waited to be written.</param>
/// <param name="Removed">Segments that were removed to stay within the limits, although nobody had archived them.</param>
public sealed record LogHealth(bool Failing, long Dropped, long Removed)
{
    private const string Prefix = "trestle_prediction_log_";

    /// <summary>Asks the host; null when nothing listens, or it keeps no log. Error TR1826 when it does not answer.</summary>
    public static async Task<LogHealth?> AskAsync(Project project, Deployment deployment, CancellationToken cancellation)
    {
        if (deployment.Address is null)
        {
            return null;
        }

        using var host = new HostClient(
            deployment.Address, new HostFiles(DeploymentNames.Folder(project, deployment.Name)));
        return Read(await host.MetricsAsync(cancellation));
    }

    /// <summary>What a metrics page says; null when the host keeps no log.</summary>
    internal static LogHealth? Read(string page)
    {
        var samples = PrometheusText.Read(page).Where(sample => sample.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(sample => sample.Name[Prefix.Length..], sample => sample.Value);
        return samples.TryGetValue("failing", out var failing)
            ? new LogHealth(failing > 0, Count("dropped_total"), Count("removed_segments_total"))
            : null;

        // Hosts of earlier versions tell less.
        long Count(string name) => (long)samples.GetValueOrDefault(name);
    }
}
