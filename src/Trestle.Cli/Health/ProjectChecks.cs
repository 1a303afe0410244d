using System.Net;
using System.Net.Sockets;

using Trestle.Cli.Commands;
using Trestle.Cli.Commands.Serving;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Register;
using Trestle.Storage.Files;
using Trestle.Storage.Records;

namespace Trestle.Cli.Health;

/// <summary>Checks a project: disk, deployments or port, records and stored artifacts.</summary>
internal sealed class ProjectChecks(OpenProject open, TimeProvider clock, CancellationToken cancellation)
{
    private const long LittleSpace = 2_000_000_000;
    private const long TooLittleSpace = 200_000_000;

    /// <summary>All findings. With <paramref name="deep"/> all stored data is read and checked against its hash.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(bool deep) =>
    [
        Finding.Ok("project", $"{open.Project.Settings.Name} in {open.Project.Folder}"),
        .. open.Project.Notices.Select(notice => Finding.Warning("configuration", notice, "use the new name")),
        Writable(),
        Private(),
        Space(),
        .. await DeploymentsAsync(),
        await DatabaseAsync(),
        await AuditAsync(),
        await PackagesAsync(),
        await StoreAsync(deep),
        await RunsAsync(),
        .. await AlertChecks.RunAsync(open, clock, cancellation),
        .. await PredictionLogChecks.RunAsync(open, cancellation),
    ];

    private Finding Writable() => Finding.Of("permission", "take ownership of the folder, or copy the project", () =>
    {
        File.WriteAllText(Path.Combine(open.Project.NewTempFolder(), "check"), "");
        open.Project.ClearTempFolders();
        return "the state folder is writable";
    });

    private Finding Private() => PrivateFiles.IsOpen(open.Project.StateFolder)
        ? Finding.Warning(
            "privacy", $"others can read {open.Project.StateFolder}", $"as its owner: chmod -R go= {open.Project.StateFolder}")
        : Finding.Ok("privacy", "the state folder is for its owner alone");

    private Finding Space()
    {
        var free = new DriveInfo(open.Project.StateFolder).AvailableFreeSpace;
        var text = $"{Format.Bytes(free)} free";
        return free < TooLittleSpace
            ? Finding.Problem("disk", text, "free some space: a run needs about three times the size of its source")
            : free < LittleSpace ? Finding.Warning("disk", text, "a run needs about three times the size of its source")
            : Finding.Ok("disk", text);
    }

    /// <summary>Every deployment as it is now; the port of 'trestle serve' only matters where nothing is deployed.</summary>
    private async Task<IReadOnlyList<Finding>> DeploymentsAsync()
    {
        var all = await DeployCommand.Open(open, clock).StatusAsync(cancellation);
        return all.Count == 0 ? [Port()] : [.. all.Select(Deployment)];
    }

    private Finding Deployment(DeploymentStatus status)
    {
        var (deployment, name) = (status.Deployment, $"deployment {status.Deployment.Name}");
        return status.Down is { } why
            ? Finding.Problem(name, why, $"start it: {open.Type("start", DeployCommand.Named(deployment))}")
            : deployment.Pending is not null || status.Target is { Observed: true, Trouble: not null }
            ? Finding.Warning(
                name, deployment.Failure ?? status.Target.Trouble ?? "a change is not in force yet",
                $"see its state: {open.Type("deployments")}")
            : Finding.Ok(name, deployment switch
            {
                { Stopped: { } stopped } => $"stopped on purpose: {stopped.Reason}",
                { Retired: { } retired } => $"retired: {retired.Reason}",
                { Live: null } => "never came into service",
                _ when !status.Target.Observed => $"version {deployment.Live}, left to {deployment.Target}",
                _ => $"version {deployment.Live} answers at {status.Target.Address ?? deployment.Address}",
            });
    }

    private Finding Port()
    {
        var settings = open.Project.Settings.Serve;
        if (!IPAddress.TryParse(settings.Host, out var address))
        {
            return settings.Host == "localhost"
                ? TryPort(IPAddress.Loopback, settings.Port)
                : Finding.Warning(
                    "port", $"'{settings.Host}' is not an address of this machine", "set serve.host to an address such as 127.0.0.1");
        }

        return TryPort(address, settings.Port);
    }

    private static Finding TryPort(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return Finding.Ok("port", $"{address}:{port} is free");
        }
        catch (SocketException e)
        {
            return Finding.Warning(
                "port", $"cannot listen on {address}:{port}: {e.Message}",
                "use another port: trestle serve --port 0, or serve.port in trestle.yaml");
        }
    }

    private async Task<Finding> DatabaseAsync()
    {
        var found = await open.Records.CheckAsync(cancellation);
        var size = open.Project.Settings.Database is null ? new FileInfo(open.Project.DatabaseFile).Length : (long?)null;
        return found.Count == 0
            ? Finding.Ok("database", size is { } bytes ? $"intact, {Format.Bytes(bytes)}" : "PostgreSQL answers")
            : Finding.Problem(
                "database", found[0], "set the file aside and register the packages of the project again: trestle models recover");
    }

    private async Task<Finding> PackagesAsync()
    {
        var model = open.Project.Settings.Name;
        var lost = await new ModelRegistry(open.Project, open.Records).UnregisteredAsync(model, cancellation);
        return lost.Count == 0
            ? Finding.Ok("packages", "all on record")
            : Finding.Warning(
                "packages",
                $"{Format.Count(lost.Count, "package")} not on record: {string.Join(", ", lost.Select(one => $"version {one}"))}",
                "register them again: trestle models recover");
    }

    private async Task<Finding> AuditAsync()
    {
        var verdict = await AuditCheck.RunAsync(open.Project, open.Records, null, cancellation);
        return verdict.Fault is { } fault
            ? Finding.Problem("audit log", fault, "see all of it: trestle audit verify")
            : Finding.Ok("audit log", $"{Format.Count(verdict.Entries)} entries, intact");
    }

    private async Task<Finding> StoreAsync(bool deep)
    {
        var known = await open.Records.HashesAsync(cancellation);
        var bad = 0;
        foreach (var hash in known)
        {
            cancellation.ThrowIfCancellationRequested();
            var whole = !deep || !File.Exists(open.Project.Store.PathOf(hash)) || open.Project.Store.IsWhole(hash);
            bad += whole && await open.Project.Store.HasAnywhereAsync(hash, cancellation) ? 0 : 1;
        }

        var bytes = open.Project.Store.All().Sum(hash => new FileInfo(open.Project.Store.PathOf(hash)).Length);
        var checkedBy = deep ? "all match their hashes" : "all present (--deep also checks their hashes)";
        return bad == 0
            ? Finding.Ok("store", $"{Format.Count(known.Count, "artifact")}, {Format.Bytes(bytes)}: {checkedBy}")
            : Finding.Problem(
                "store", $"{bad} of {Format.Count(known.Count, "artifact")} are missing or damaged",
                "run again: missing artifacts are recreated");
    }

    private async Task<Finding> RunsAsync()
    {
        await RunRecords.InterruptedAsync(open.Records, open.Project, cancellation);
        var last = await open.LastAsync(cancellation);
        return last switch
        {
            null => Finding.Ok("runs", "none yet"),
            { Status: RunStatus.Finished or RunStatus.Running } =>
                Finding.Ok("runs", $"run {last.Id} {(last.Status == RunStatus.Running ? "is running" : "is finished")}"),
            _ =>
                Finding.Warning(
                    "runs", $"run {last.Id} is {last.Status.ToString().ToLowerInvariant()}",
                    "see why: trestle status; resume: trestle run"),
        };
    }
}
