using Trestle.Cli.Commands.Serving;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary>What can be done with the version at which a run arrived.</summary>
/// <param name="Retired">That the version is retired, and why; null when it can be deployed.</param>
/// <param name="Next">Commands to type.</param>
internal sealed record RunOutlook(string? Retired, IReadOnlyList<string> Next)
{
    /// <summary>Looks at the registered version, and at the deployment with the model's name. Nothing is asked of hosts.</summary>
    public static async Task<RunOutlook> OfAsync(OpenProject open, ArtifactReader artifacts, TimeProvider clock)
    {
        if (!artifacts.Has(Artifact.RegistryEntry))
        {
            return new RunOutlook(null, [open.Type("show", "last"), open.Type("run")]);
        }

        // Not cancelled: the run is over, and this only reads.
        var version = artifacts.Read(Artifact.RegistryEntry).Version;
        var deployment = await DeployCommand.Open(open, clock).FindAsync(open.Project.Settings.Name, CancellationToken.None);
        return deployment?.Archived.FirstOrDefault(archived => archived.Version == version) is { } archived
            ? new RunOutlook(
                $"Version {version} was retired: {archived.Reason}. The run made the same model again, so it registered no new version. "
                    + "Change the data or the configuration for another version, or bring this one back.",
                [open.Type("models restore", $"{version} --reason TEXT"), open.Type("show", "last/register")])
            : new RunOutlook(null, [.. Steps(open, deployment, version), Predict(open)]);
    }

    private static IEnumerable<string> Steps(OpenProject open, Deployment? deployment, int version) => deployment switch
    {
        null or { ShouldAnswer: false } => [open.Type("deploy", version == 1 ? "" : $"{version}"), open.Type("serve")],
        _ when deployment.Live == version => [open.Type("deployments"), open.Type("up")],
        _ => [open.Type("deploy", $"{version} --plan"), open.Type("deploy", $"{version}")],
    };

    private static string Predict(OpenProject open) => open.Type("predict", "--input NEW.csv --output predictions.parquet");
}
