using System.Diagnostics;

using Trestle.Core.Configuration;
using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Storage.Files;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>
/// A scoring host on this machine that watches a file of routes, so that versions change without a restart. It and its supervisor are
/// separate processes that outlive whoever started them.
/// </summary>
internal sealed class ProcessTarget(DeployPrograms programs, TimeProvider clock) : IDeployTarget
{
    private const int StartFailures = 3;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public string Name => "process";

    /// <inheritdoc/>
    public string? Objection(IReadOnlyList<Route> routes) => null;

    /// <inheritdoc/>
    public bool TakesTables => true;

    /// <inheritdoc/>
    public async Task<string?> ApplyAsync(DeployOrder order, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var files = new HostFiles(order.Folder);
        WriteRoutes(files, order.Deployment.Table);
        await order.Security.WriteAsync(files, order.Deployment.Name, cancellation);
        await RestartForTlsAsync(files, order, cancellation);
        var before = files.Read();
        await SuperviseAsync(files, order, cancellation);
        return await UntilServedAsync(files, order, before, cancellation);
    }

    /// <summary>
    /// Asks a temporary host: sent to the one in service, the samples would enter its prediction log.
    /// </summary>
    public async Task<string> ProveAsync(DeployOrder order, Route route, CancellationToken cancellation)
    {
        var package = Path.GetFullPath(route.Package, order.Folder);
        await using var running = await new ProcessScoringHost(programs.Host, clock) { StartLimit = order.StartLimit }
            .StartAsync(package, "127.0.0.1", 0, RequestPolicy.Proof, null, cancellation);
        using var client = new HostClient(running.Address.ToString());
        return await SampleProof.ProveAsync(client, route.Version, package, cancellation);
    }

    /// <summary>
    /// Starts a supervisor when there is none: it adopts the host, or starts it. One that gave up for its port is started again once
    /// the port is free.
    /// </summary>
    public async Task TendAsync(DeployOrder order, CancellationToken cancellation)
    {
        var files = new HostFiles(order.Folder);
        await order.Security.WriteAsync(files, order.Deployment.Name, cancellation);
        await RestartForTlsAsync(files, order, cancellation);
        var state = files.Read();
        if (state.GaveUp is null || HostPort.IsFree(order.Settings.Host, PortOf(order, state)))
        {
            await SuperviseAsync(files, order, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<TargetStatus> LookAsync(DeployOrder order, CancellationToken cancellation)
    {
        var files = new HostFiles(order.Folder);
        var state = files.Read();
        var version = await VersionAsync(files, state, cancellation);
        var trouble = state.GaveUp is { } given ? $"the supervisor gave up: {given}"
            : state.CrashLoop ? $"crash loop: {state.LastFailure}"
            : version is not null ? version.Failure
            : !order.Deployment.ShouldAnswer ? null
            : Silence(state);
        return new TargetStatus(version is not null, version?.Generation, state.Restarts, trouble)
        {
            Address = version is null ? null : state.Address,
            Project = files.Project,
        };
    }

    /// <inheritdoc/>
    public async Task StopAsync(DeployOrder order, CancellationToken cancellation)
    {
        var files = new HostFiles(order.Folder);
        if (!Directory.Exists(order.Folder))
        {
            return;
        }

        await File.WriteAllTextAsync(files.Stop, "", cancellation);
        var from = clock.GetTimestamp();
        while (true)
        {
            using (var free = FileLock.TryTake(files.SupervisorLock))
            {
                if (free is not null)
                {
                    // There is no supervisor (any more): a host that it could not end is ended here.
                    File.Delete(files.Stop);
                    using var host = files.Read().Host?.Find();
                    host?.Kill();
                    return;
                }
            }

            if (clock.GetElapsedTime(from) > StopLimit)
            {
                throw new TrestleException(TargetErrors.DidNotStart("its supervisor does not end", files.Log));
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    private static int PortOf(DeployOrder order, HostState state) => order.Settings.Port is 0 && state.Host?.IsAlive() == true
        ? state.Port
        : HostPort.Choose(order.Settings.Port, state.Port, order.Settings.Host);

    private static string Silence(HostState state) => state.Host?.IsAlive() == true
        ? $"the host does not answer, although its process {state.Host.Id} runs"
        : $"the host does not answer: its process is gone{(state.LastFailure is { } last ? $"; it ended last with {last}" : "")}";

    /// <summary>Writes the routes, unless they are there already. A late caller does not overwrite a later generation.</summary>
    private static void WriteRoutes(HostFiles files, RouteTable table)
    {
        PrivateFiles.CreateFolder(files.PredictionLog);
        if (File.Exists(files.Routes) && Generation(files.Routes) is var found && found > table.Generation)
        {
            throw new TrestleException(TargetErrors.StaleTable(table.Generation, found, files.Routes));
        }

        var bytes = RouteTables.Write(table);
        if (!File.Exists(files.Routes) || !File.ReadAllBytes(files.Routes).AsSpan().SequenceEqual(bytes))
        {
            AtomicFile.WriteStream(files.Routes, stream => stream.Write(bytes));
        }
    }

    /// <summary>The generation of the file; 0 when it is not a valid table, which is then overwritten.</summary>
    private static long Generation(string file)
    {
        try
        {
            return RouteTables.Read(File.ReadAllBytes(file), file).Generation;
        }
        catch (TrestleException)
        {
            return 0;
        }
    }

    /// <summary>A host takes a new certificate while it runs, but begins and ceases to speak TLS only with a new start.</summary>
    private async Task RestartForTlsAsync(HostFiles files, DeployOrder order, CancellationToken cancellation)
    {
        var speaks = files.Read().Address?.StartsWith("https:", StringComparison.Ordinal);
        if (order.Security.Keys is not null && speaks is not null && speaks != order.Security.Settings.Certificate is not null)
        {
            await StopAsync(order, cancellation);
        }
    }

    private async Task SuperviseAsync(HostFiles files, DeployOrder order, CancellationToken cancellation)
    {
        if (FileLock.TryTake(files.SupervisorLock) is not { } free)
        {
            return;
        }

        free.Dispose();
        File.Delete(files.Stop);
        var state = files.Read();
        var port = PortOf(order, state);
        if (state.Host?.IsAlive() != true)
        {
            await HostPort.RequireAsync(files, order.Settings.Host, port, clock, cancellation);
        }

        foreach (var program in new[] { programs.CommandLine, programs.Host }.Where(program => !File.Exists(program)))
        {
            throw new TrestleException(HostErrors.NoProgram(program));
        }

        // All three streams are its own: a shared one would keep readers of this process's output waiting.
        var start = new ProcessStartInfo(DeployPrograms.Runtime)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = files.Folder,
            ArgumentList =
            {
                programs.CommandLine, "supervise", files.Folder, "--scoring-host", programs.Host,
                "--host", order.Settings.Host, "--port", $"{port}",
            },
        };
        if (order.Settings.Standby)
        {
            start.ArgumentList.Add("--standby");
        }

        foreach (var option in order.Requests.ToOptions())
        {
            start.ArgumentList.Add(option);
        }

        if (order.Settings.Monitor == Monitoring.None)
        {
            start.ArgumentList.Add("--unwatched");
        }

        start.ArgumentList.Add("--keep-size");
        start.ArgumentList.Add($"{order.Keep.Size}");
        start.ArgumentList.Add("--keep-age");
        start.ArgumentList.Add(Duration.Print(order.Keep.Age));
        if (programs.Replays)
        {
            start.ArgumentList.Add("--replays");
        }

        using var supervisor = Process.Start(start) ?? throw new TrestleException(HostErrors.NoProgram(programs.CommandLine));
        supervisor.StandardInput.Close();

        // It prints one line when it has started, or ends when another was first.
        if (await supervisor.StandardOutput.ReadLineAsync(cancellation) is null)
        {
            var failure = await supervisor.StandardError.ReadToEndAsync(cancellation);
            if (failure.Trim().Length > 0)
            {
                throw new TrestleException(TargetErrors.DidNotStart(failure.Trim(), files.Log));
            }
        }
    }

    /// <summary>Waits until the generation is in force in the host; returns where it answers.</summary>
    private async Task<string> UntilServedAsync(HostFiles files, DeployOrder order, HostState before, CancellationToken cancellation)
    {
        var (generation, from) = (order.Deployment.Generation, clock.GetTimestamp());
        while (true)
        {
            var state = files.Read();
            var version = await VersionAsync(files, state, cancellation);
            if (version?.Generation >= generation && version.Failure is null)
            {
                return state.Address!;
            }

            if (version?.Failure is { } refused && (version.FailedGeneration ?? generation) >= generation)
            {
                throw new TrestleException(TargetErrors.TableRefused(refused, files.Routes), ExitCode.Refused);
            }

            if (state.GaveUp is { } given)
            {
                throw new TrestleException(TargetErrors.DidNotStart(given, files.Log), ExitCode.Refused);
            }

            if (state.Restarts - before.Restarts >= StartFailures)
            {
                throw new TrestleException(TargetErrors.DidNotStart(state.LastFailure ?? "it ended", files.Log), ExitCode.Refused);
            }

            if (clock.GetElapsedTime(from) > order.StartLimit)
            {
                throw new TrestleException(TargetErrors.TooSlow("the scoring host", order.StartLimit, files.Log), ExitCode.Refused);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    private static async Task<HostVersion?> VersionAsync(HostFiles files, HostState state, CancellationToken cancellation)
    {
        if (state.Address is null || state.Host?.IsAlive() != true)
        {
            return null;
        }

        using var client = new HostClient(state.Address, files);
        return await client.VersionAsync(cancellation);
    }
}
