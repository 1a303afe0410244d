using Trestle.Cli.Commands;
using Trestle.Core.Configuration;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.PredictionLogs;

namespace Trestle.Cli.Health;

/// <summary>
/// Checks the prediction logs of a project's deployments: that they are there, and that the disk has room for what they may become.
/// </summary>
internal static class PredictionLogChecks
{
    /// <summary>A finding for each deployment in service.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(OpenProject open, CancellationToken cancellation) =>
    [
        .. (await open.Records.Documents.ListAsync(Deployment.Kind, cancellation))
            .Select(document => Documents.Read<Deployment>(System.Text.Encoding.UTF8.GetBytes(document.Json)))
            .Select(deployment => (deployment.Name, Log: DeploymentLog.Of(open.Project, deployment)))
            .Where(watched => watched.Log is not null)
            .Select(watched => Of(open, $"log of {watched.Name}", watched.Log!)),
    ];

    private static Finding Of(OpenProject open, string name, PredictionLog log)
    {
        if (log.Disk is not { } disk)
        {
            return Finding.Problem(
                name, $"the folder {log.SegmentFolder} is gone: predictions and labels are lost",
                "bring the disk back, or make the folder; the host goes on by itself");
        }

        var (bytes, limit) = (log.Bytes, open.Project.Settings.Monitor.Keep.Size.Bytes);
        var text = $"{Format.Bytes(bytes)} of at most {Format.Bytes(limit)}, {Format.Bytes(disk.Free)} free on its disk";
        var room = new ByteSize((bytes + (disk.Free / 2)) >> 20 << 20);
        return disk.IsLow ? Finding.Problem(name, text, $"free some space, or lower monitor.keep.size (now {new ByteSize(limit)})")
            : limit - bytes > disk.Free
                ? Finding.Warning(
                    name, $"{text}: the disk is full before the log has reached its limit",
                    $"free some space, or set monitor.keep.size to at most {room}")
            : Finding.Ok(name, text);
    }
}
