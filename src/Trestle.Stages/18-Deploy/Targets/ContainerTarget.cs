using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Access;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>
/// A container for each version, from the image of stage 17. A new one starts next to the old one and has to answer its sample rows
/// before it gets the deployment's address: one that dies before that leaves the old one in service.
/// </summary>
internal sealed class ContainerTarget(ImageFiles images, TimeProvider clock) : IDeployTarget
{
    private const string InnerPort = "8080";
    private const string Loopback = "127.0.0.1";
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
        cancellation.ThrowIfCancellationRequested();
        await ContainerDoor.WriteAsync(order, cancellation);
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
            await engine.RunAsync(cancellation, RunArguments(order, name, Loopback, [], image, order.Requests.ToOptions()));
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

        foreach (var route in order.Deployment.Routes)
        {
            await StartAsync(engine, order, route, cancellation);
        }

        foreach (var name in leftOver)
        {
            // Told to end, it answers the requests under way.
            await engine.RunAsync(cancellation, "stop", "--time", "10", name);
            await engine.RunAsync(cancellation, "rm", "--force", name);
        }

        // Last, so that a certificate that cannot be used keeps nothing from running.
        await ContainerDoor.WriteAsync(order, cancellation);
    }

    /// <inheritdoc/>
    public async Task<TargetStatus> LookAsync(DeployOrder order, CancellationToken cancellation)
    {
        var deployment = order.Deployment;
        if (deployment.Good.FirstOrDefault(route => route.Role == RouteRole.Live) is not { } live)
        {
            return new TargetStatus(false, null, 0, null);
        }

        var (engine, name) = (Engine(order), NameOf(order, live.Version));
        if (await FindAsync(engine, name, cancellation) is not { Running: true } found
            || await AddressAsync(engine, name, found, cancellation) is not { } address)
        {
            return new TargetStatus(false, null, 0, deployment.ShouldAnswer ? $"its container {name} does not run" : null);
        }

        using var host = new HostClient(address, new HostFiles(order.Folder));
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

    /// <summary>A container as the engine knows it; null when there is none of this name.</summary>
    private static async Task<Container?> FindAsync(ContainerEngine engine, string name, CancellationToken cancellation)
    {
        var (code, output, _) = await engine.TryAsync(
            cancellation, "inspect", "--format", $"{{{{.State.Running}}}} {{{{index .Config.Labels \"{ContainerDoor.Label}\"}}}}", name);
        return code == 0 && output.Trim().Split(' ') is [var running, .. var door]
            ? new Container(running == "true", door.FirstOrDefault(""))
            : null;
    }

    /// <summary>Where a container answers; null when its port is not published, as while it ends.</summary>
    private static async Task<string?> AddressAsync(
        ContainerEngine engine, string name, Container container, CancellationToken cancellation)
    {
        var (code, bound, _) = await engine.TryAsync(cancellation, "port", name, InnerPort);
        var scheme = container.Door == ContainerDoor.Tls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        return code == 0 && bound.Trim().Length > 0 ? $"{scheme}://{bound.Trim().Split('\n')[0].Trim()}/" : null;
    }

    /// <summary>Starts a container that ended, and replaces one whose host cannot follow what is asked for.</summary>
    private async Task StartAsync(ContainerEngine engine, DeployOrder order, Route route, CancellationToken cancellation)
    {
        var name = NameOf(order, route.Version);
        if (await FindAsync(engine, name, cancellation) is { } found && ContainerDoor.Differs(order, found.Door))
        {
            await ContainerDoor.WriteAsync(order, cancellation);
            await UpAsync(order, route, cancellation);
        }
        else
        {
            await engine.RunAsync(cancellation, "start", name);
        }
    }

    /// <summary>The container of a route, running and proven; returns where it answers.</summary>
    private async Task<string> UpAsync(DeployOrder order, Route route, CancellationToken cancellation)
    {
        var (engine, name) = (Engine(order), NameOf(order, route.Version));
        if (await FindAsync(engine, name, cancellation) is { Running: true } found && !ContainerDoor.Differs(order, found.Door))
        {
            // It ran before this call, or was started before a crash: only one that answers counts.
            return await UntilAnswersAsync(engine, order, route, name, cancellation);
        }

        await ProveAsync(order, route, cancellation);
        await engine.TryAsync(cancellation, "rm", "--force", name);
        var image = images.Find(order.Deployment.Model, route.Version);
        var watched = order.Settings.Monitor == Monitoring.Log;
        var door = ContainerDoor.Options(order);
        await engine.RunAsync(
            cancellation,
            RunArguments(
                order, name, order.Settings.Host,
                [
                    .. watched ? LogVolume.Of(new HostFiles(order.Folder).PredictionLog) : [], .. door.Engine,
                    .. ContainerUser.Options(engine.IsPodman),
                ],
                image, [.. order.ImageOptions(route.Version, watched), .. door.Host]));
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
        DeployOrder order, string name, string address, IReadOnlyList<string> mounts, ImageReference image, IReadOnlyList<string> options)
    {
        // Given to the engine, so that the address stays when the container restarts.
        var (settings, port) = (order.Settings.Container, HostPort.Free(address));
        return
        [
            "run", "--detach", "--name", name, "--restart", "unless-stopped", "--publish", $"{address}:{port}:{InnerPort}",
            "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--memory", $"{settings.Memory.Bytes}", "--cpus", FormattableString.Invariant($"{settings.Cpus:0.###}"),
            .. mounts, image.Reference, .. options,
        ];
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
            var found = await FindAsync(engine, name, cancellation);
            if (found is { Running: true } && await AddressAsync(engine, name, found, cancellation) is { } address)
            {
                using var host = new HostClient(address, found.Door.Length > 0 ? new HostFiles(order.Folder) : null);
                if (await host.VersionAsync(cancellation) is { } version)
                {
                    return version.Hashes.Contains(route.Hash)
                        ? address
                        : throw new TrestleException(
                            TargetErrors.OtherImage(name, string.Join(", ", version.Hashes), route.Hash), ExitCode.Refused);
                }
            }

            if (found is { Running: true } && clock.GetElapsedTime(from) > order.StartLimit)
            {
                throw new TrestleException(TargetErrors.TooSlow("the container", order.StartLimit, name), ExitCode.Refused);
            }

            if (found is not { Running: true })
            {
                var (_, output, error) = await engine.TryAsync(cancellation, "logs", "--tail", LogLines, name);
                throw new TrestleException(
                    TargetErrors.ContainerDied(name, $"{output}{error}".Trim().ReplaceLineEndings(" | ")), ExitCode.Refused);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>A container.</summary>
    /// <param name="Running">Whether it runs.</param>
    /// <param name="Door">Its label <see cref="ContainerDoor.Label"/>; empty without one.</param>
    private sealed record Container(bool Running, string Door);
}
