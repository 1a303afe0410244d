using Trestle.Rows.PredictionLogs;
using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Storage.Files;

namespace Trestle.Stages.Monitor.Upkeep;

/// <summary>What was deleted from a prediction log, and how it is now.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Deleted">When the last deleted prediction was made; null when none was deleted.</param>
/// <param name="Disk">Its disk; null when the log's folder is gone.</param>
public sealed record LogState(long Bytes, DateTimeOffset? Deleted, LogDisk? Disk);

/// <summary>
/// Looks after the prediction log of a deployment: archives closed segments, joins small archives, deletes what is beyond the limits, and
/// tells what endangers the log as signals, whose alerts open and resolve like any other.
/// </summary>
public sealed class LogUpkeep(Project project, Resources machine, TimeProvider clock)
{
    /// <summary>The monitor in the signals.</summary>
    public const string Monitor = "prediction-log";

    private readonly MonitorSettings settings = project.For(MonitorStage.Stage).Read(MonitorSettings.Section);

    private KeepSettings Keep => ((IKeepsLog)settings).Kept;

    /// <summary>Does what is due. Null when another process does it just now.</summary>
    public LogState? Tend(PredictionLog log, CancellationToken cancellation)
    {
        if (!log.Exists)
        {
            return new LogState(log.Bytes, null, null);
        }

        using var own = FileLock.TryTake(Path.Combine(log.ArchiveFolder, "upkeep.lock"));
        if (own is null)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        using var tables = log.HasClosed ? machine.Tables(project) : null;
        if (tables is not null)
        {
            log.Archive(tables, cancellation);
        }

        var gone = log.Keep(Keep, now);
        if (tables is not null)
        {
            log.Compact(tables, Keep, now, cancellation);
        }

        return new LogState(
            log.Bytes, gone.Count == 0 ? null : PredictionLogTime.Time(gone.Max(segment => segment.To)), log.Disk);
    }

    /// <summary>What endangers the log.</summary>
    /// <param name="state">The log.</param>
    /// <param name="health">What its host says; null when there is none, or it does not answer.</param>
    /// <param name="before">What it said at the last look; null at the first.</param>
    public IReadOnlyList<Signal> Judge(LogState state, LogHealth? health, LogHealth? before)
    {
        // Counters of a host that has started again begin at 0.
        var dropped = health is null ? 0 : health.Dropped - (before?.Dropped <= health.Dropped ? before.Dropped : 0);
        var removed = health is null ? 0 : health.Removed - (before?.Removed <= health.Removed ? before.Removed : 0);
        var needed = clock.GetUtcNow() - (settings.Window + settings.LabelDelay);
        return
        [
            Of("folder", state.Disk is null, state.Disk is null ? "its folder is gone: predictions and labels are lost" : "it is there"),
            Of(
                "writing", health?.Failing == true || dropped > 0,
                health?.Failing == true ? "the host cannot write it: labels are refused, and predictions will be lost"
                : dropped > 0 ? $"{dropped} records were lost because the disk was too slow or full" : "it is written"),
            Of(
                "disk", state.Disk?.IsLow == true,
                state.Disk is { } disk
                    ? $"{Format.Bytes(disk.Free)} of {Format.Bytes(disk.Size)} are free; the log has {Format.Bytes(state.Bytes)}, and may "
                        + $"grow to {Keep.Size}"
                    : "unknown"),
            Of(
                "reach", removed > 0 || state.Deleted > needed,
                state.Deleted > needed
                    ? $"monitor.keep.size {Keep.Size} is too little: predictions of {state.Deleted:yyyy-MM-dd HH:mm} are deleted, and a "
                        + "window of them is not judged yet"
                : removed > 0 ? $"the host removed {removed} segments that were not archived yet" : "it holds what is needed"),
        ];
    }

    private Signal Of(string subject, bool alarm, string detail)
    {
        var now = clock.GetUtcNow();
        return new Signal(Monitor, subject, now, now, 0, double.NaN, alarm ? 1 : 0, 0.5, null, null, null, alarm, detail);
    }
}
