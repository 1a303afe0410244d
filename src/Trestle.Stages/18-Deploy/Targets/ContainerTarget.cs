using System.Net;
using System.Net.Sockets;

using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>
/// A container for each version, from the image of stage 17. A new one starts next to the old one and has to answer its sample rows
/// before it gets the deployment's address: one that dies before that leaves the old one in service.
/// </summary>
internal sealed class ContainerTarget(ImageFiles images, TimeProvider clock) : IDeployTarget
{
    private const string InnerPort = "8080";
    private const string LogLines = "5";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long clients of the old address may go on using it.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public string Name => "container";

    /// <inheritdoc/>
    public string? Objection(IReadOnlyList<Route> routes) =>
        routes.Any(route => route.Role == RouteRole.Shadow) ? "a container does not see the requests of another"
        : routes.Any(route => route.Share is > 0 and < 1) ? "one address cannot be divided between containers"
        : null;

    /// <inheritdoc/>
    public async Task<string?> ApplyAsync(DeployOrder order, CancellationToken cancellation)
    {
        if (order.Security.Settings is { RequireKeys: true } or { Certificate: not null })
        {
            throw new TrestleException(TargetErrors.NoSecurityHere(Name), ExitCode.Refused);
        }

        cancellation.ThrowIfCancellationRequested();
        string? live = null;
        foreach (var route in order.Deployment.Routes)
        {
            var address = await UpAsync(order, route, cancellation);
            live = route.Role == RouteRole.Live ? address : live;
        }

        return live;
    }

    /// <summary>
    /// Asks a container of its own, without a prediction log: sent to the one in service, the samples would enter its log.
    /// </summary>
    public async Task<string> ProveAsync(DeployOrder order, Route route, CancellationToken cancellation)
    {
        var (engine, name) = (Engine(order), $"{NameOf(order, route.Version)}-proof");
        await engine.TryAsync(cancellation, "rm", "--force", name);
        var image = images.Find(order.Deployment.Model, route.Version);
        await LoadAsync(engine, image, cancellation);
        try
        {
            await engine.RunAsync(cancellation, RunArguments(order, name, image, [], order.Requests.ToOptions()));
            using var host = new HostClient(await UntilAnswersAsync(engine, order, route, name, cancellation));
            return await SampleProof.ProveAsync(host, route.Version, Path.GetFullPath(route.Package, order.Folder), cancellation);
        }
        finally
        {
            await engine.TryAsync(CancellationToken.None, "rm", "--force", name);
        }
    }

    /// <summary>Removes the containers of versions that are not in the routes, and restarts those that are and do not run.</summary>
    public async Task TendAsync(DeployOrder order, CancellationToken cancellation)
    {
        var engine = Engine(order);
        var wanted = order.Deployment.Routes.Select(route => NameOf(order, route.Version)).ToHashSet();
        var leftOver = (await NamesAsync(engine, order, cancellation)).Where(name => !wanted.Contains(name)).ToArray();
        if (leftOver.Length > 0)
        {
            await Task.Delay(Drain, clock, cancellation);
        }

        foreach (var name in wanted)
        {
            await engine.RunAsync(cancellation, "start", name);
        }

        foreach (var name in leftOver)
        {
            // Told to end, it answers the requests under way.
            await engine.RunAsync(cancellation, "stop", "--time", "10", name);
            await engine.RunAsync(cancellation, "rm", "--force", name);
        }
    }

    /// <inheritdoc/>
    public async Task<TargetStatus> LookAsync(DeployOrder order, CancellationToken cancellation)
    {
        var deployment = order.Deployment;
        if (deployment.Good.FirstOrDefault(route => route.Role == RouteRole.Live) is not { } live)
        {
            return new TargetStatus(false, null, 0, null);
        }

        var name = NameOf(order, live.Version);
        var (code, bound, _) = await Engine(order).TryAsync(cancellation, "port", name, InnerPort);
        if (code != 0 || bound.Trim().Length == 0)
        {
            return new TargetStatus(false, null, 0, deployment.ShouldAnswer ? $"its container {name} does not run" : null);
        }

        var address = AddressIn(bound);
        using var host = new HostClient(address);
        return await host.VersionAsync(cancellation) is not null
            ? new TargetStatus(true, deployment.Generation, 0, null) { Address = address }
            : new TargetStatus(false, null, 0, $"its container {name} does not answer");
    }

    /// <inheritdoc/>
    public async Task StopAsync(DeployOrder order, CancellationToken cancellation)
    {
        var engine = Engine(order);
        foreach (var name in await NamesAsync(engine, order, cancellation))
        {
            await engine.RunAsync(cancellation, "rm", "--force", name);
        }
    }

    private static ContainerEngine Engine(DeployOrder order) => ContainerEngine.Find(order.Settings.Container.Engine);

    /// <summary>Two projects on one machine may have deployments of the same name: the folder distinguishes them.</summary>
    private static string Prefix(DeployOrder order) =>
        $"trestle-{order.Deployment.Name}-"
            + $"{ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(Path.GetFullPath(order.Folder))).ToString()[..8]}-";

    private static string NameOf(DeployOrder order, int version) => $"{Prefix(order)}{version}";

    private static async Task<IReadOnlyList<string>> NamesAsync(ContainerEngine engine, DeployOrder order, CancellationToken cancellation)
    {
        var listed = await engine.RunAsync(cancellation, "ps", "--all", "--format", "{{.Names}}");
        return
        [
            .. listed.Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(
                    name => name.StartsWith(Prefix(order), StringComparison.Ordinal)),
        ];
    }

    private static async Task<string> AddressAsync(ContainerEngine engine, string name, CancellationToken cancellation) =>
        AddressIn(await engine.RunAsync(cancellation, "port", name, InnerPort));

    /// <summary>The address in what the engine's command <c>port</c> prints.</summary>
    private static string AddressIn(string bound) => $"http://{bound.Split('\n')[0].Trim()}/";

    /// <summary>The container of a route, running and proven; returns where it answers.</summary>
    private async Task<string> UpAsync(DeployOrder order, Route route, CancellationToken cancellation)
    {
        var (engine, name) = (Engine(order), NameOf(order, route.Version));
        var (code, state, _) = await engine.TryAsync(cancellation, "inspect", "--format", "{{.State.Running}}", name);
        if (code == 0 && state.Trim() == "true")
        {
            // It ran before this call, or was started before a crash: only one that answers counts.
            return await UntilAnswersAsync(engine, order, route, name, cancellation);
        }

        if (code == 0)
        {
            await engine.RunAsync(cancellation, "rm", "--force", name);
        }

        await ProveAsync(order, route, cancellation);
        var image = images.Find(order.Deployment.Model, route.Version);
        var watched = order.Settings.Monitor == Monitoring.Log;
        var volume = watched ? LogVolume.Of(engine, new HostFiles(order.Folder).PredictionLog) : [];
        await engine.RunAsync(cancellation, RunArguments(order, name, image, volume, order.ImageOptions(route.Version, watched)));
        try
        {
            return await UntilAnswersAsync(engine, order, route, name, cancellation);
        }
        catch (TrestleException)
        {
            await engine.TryAsync(CancellationToken.None, "rm", "--force", name);
            throw;
        }
    }

    private static string[] RunArguments(
        DeployOrder order, string name, ImageReference image, IReadOnlyList<string> log, IReadOnlyList<string> options)
    {
        var settings = order.Settings.Container;
        return
        [
            "run", "--detach", "--name", name, "--restart", "unless-stopped",
            "--publish", $"{order.Settings.Host}:{FreePort()}:{InnerPort}",
            "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--memory", $"{settings.Memory.Bytes}", "--cpus", FormattableString.Invariant($"{settings.Cpus:0.###}"),
            .. log, image.Reference, .. options,
        ];
    }

    /// <summary>A port given to the engine, so that the address stays when the container restarts.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task LoadAsync(ContainerEngine engine, ImageReference image, CancellationToken cancellation)
    {
        if (image.Archive is { } archive && (await engine.TryAsync(cancellation, "image", "inspect", image.Reference)).Code != 0)
        {
            await engine.RunAsync(cancellation, "load", "--input", archive);
        }
    }

    /// <summary>Waits until the container answers with the package in the registry.</summary>
    private async Task<string> UntilAnswersAsync(
        ContainerEngine engine, DeployOrder order, Route route, string name, CancellationToken cancellation)
    {
        var from = clock.GetTimestamp();
        while (true)
        {
            var running = (await engine.TryAsync(cancellation, "inspect", "--format", "{{.State.Running}}", name)).Output.Trim() == "true";
            if (running)
            {
                var address = await AddressAsync(engine, name, cancellation);
                using var host = new HostClient(address);
                if (await host.VersionAsync(cancellation) is { } version)
                {
                    return version.Hashes.Contains(route.Hash)
                        ? address
                        : throw new TrestleException(
                            TargetErrors.OtherImage(name, string.Join(", ", version.Hashes), route.Hash), ExitCode.Refused);
                }
            }

            if (running && clock.GetElapsedTime(from) > order.StartLimit)
            {
                throw new TrestleException(TargetErrors.TooSlow("the container", order.StartLimit, name), ExitCode.Refused);
            }

            if (!running)
            {
                var (_, output, error) = await engine.TryAsync(cancellation, "logs", "--tail", LogLines, name);
                throw new TrestleException(
                    TargetErrors.ContainerDied(name, $"{output}{error}".Trim().ReplaceLineEndings(" | ")), ExitCode.Refused);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }
}
