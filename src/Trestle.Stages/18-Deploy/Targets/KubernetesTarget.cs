using Trestle.Core.Routing;
using Trestle.Core.Security;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Access;
using Trestle.Storage.Files;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>
/// Writes manifests and applies nothing: <c>kubectl</c>, or whatever watches the file, does. Each step of a strategy rewrites the file;
/// no evidence is gathered, so somebody has to promote.
/// </summary>
internal sealed class KubernetesTarget(ImageFiles images) : IDeployTarget
{
    /// <summary>Name of the file in the deployment's folder.</summary>
    public const string FileName = "kubernetes.yaml";

    /// <inheritdoc/>
    public string Name => "kubernetes";

    /// <inheritdoc/>
    public string? Objection(IReadOnlyList<Route> routes) =>
        routes.Any(route => route.Role == RouteRole.Shadow) ? "a Service cannot mirror requests" : null;

    /// <inheritdoc/>
    public Problem? Unwatched(DeploySettings settings) => settings.Container.Volume is null ? TargetErrors.NoLogVolume() : null;

    /// <inheritdoc/>
    public async Task<string?> ApplyAsync(DeployOrder order, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var file = Path.Combine(order.Folder, FileName);
        var text = KubernetesManifest.Write(
            order.Deployment, order.Settings, version => images.Find(order.Deployment.Model, version), order.ImageOptions,
            await AskedAsync(order, cancellation));
        if (!File.Exists(file) || await File.ReadAllTextAsync(file, cancellation) != text)
        {
            AtomicFile.WriteStream(file, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
        }

        return null;
    }

    /// <summary>Stage 15 and stage 17 have proven the package and the image; the cluster's probes prove that it runs.</summary>
    public Task<string> ProveAsync(DeployOrder order, Route route, CancellationToken cancellation) =>
        Task.FromResult("left to the readiness probe of the cluster");

    /// <summary>Writes the manifest again when keys were made or revoked.</summary>
    public Task TendAsync(DeployOrder order, CancellationToken cancellation) => ApplyAsync(order, cancellation);

    /// <inheritdoc/>
    public Task<TargetStatus> LookAsync(DeployOrder order, CancellationToken cancellation) =>
        Task.FromResult(
            new TargetStatus(false, null, 0, $"apply {Path.Combine(order.Folder, FileName)}; the cluster is not asked")
            {
                Observed = false,
            });

    /// <summary>Writes a manifest without pods, if there is one.</summary>
    public Task StopAsync(DeployOrder order, CancellationToken cancellation) =>
        File.Exists(Path.Combine(order.Folder, FileName)) ? ApplyAsync(order, cancellation) : Task.CompletedTask;

    /// <summary>
    /// What the hosts have to know about who may use them; null when that is everybody. Error TR1839 names what is missing.
    /// </summary>
    private static async Task<HostSecurity?> AskedAsync(DeployOrder order, CancellationToken cancellation)
    {
        var (settings, keys) = order.Security;
        if (settings.Certificate is not null && order.Settings.Container.TlsSecret is null)
        {
            throw new TrestleException(TargetErrors.NoTlsSecret(), ExitCode.Refused);
        }

        var open = settings is { RequireKeys: false, Certificate: null, ConnectionsPerAddress: null, AllowedHosts.Count: 0 };
        return keys is null || open
            ? null
            : await HostAccess.CompleteAsync(order.Deployment.Name, settings, keys, cancellation);
    }
}
