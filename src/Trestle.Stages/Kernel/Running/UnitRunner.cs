using System.Diagnostics;
using System.Runtime.ExceptionServices;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Files;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Running;

/// <summary>The result of a unit.</summary>
internal sealed record UnitDone(UnitOutcome Outcome, IReadOnlyList<ArtifactPlace> Written);

/// <summary>
/// Runs one unit of work, or takes its earlier result. When two processes reach the same unit, it is done once: the second waits for
/// the first and takes its result.
/// </summary>
internal sealed class UnitRunner(Project project, RecordStore records, IRunObserver observer, TimeProvider clock)
{
    private const int LockName = 32;

    private readonly EarlierResults results = new(project, records);

    /// <summary>The key of the run's first unit, if it was begun; null for none.</summary>
    public FirstKey? First { get; init; }

    public async Task<UnitDone> RunAsync(
        IStage stage, Unit unit, ArtifactReader reader, bool force, bool mayRun, Resources resources, CancellationToken cancellation)
    {
        var key = First?.For(stage, reader) ?? UnitKey.Of(stage, unit.Shard, project, reader, cancellation);
        var hash = key.Hash();
        using var only = await FileLock.TakeAsync(Path.Combine(project.StateFolder, "locks", hash[..LockName]), clock, cancellation);
        var (earlier, why) = await results.FindAsync(hash, key, cancellation);
        if (earlier is not null && !force)
        {
            var reason = "inputs, settings and code are unchanged";
            await project.Store.ShareAsync(earlier.Select(place => place.Hash), cancellation);
            await records.AddUnitAsync(unit.Run, stage.Stage.Number, unit.Stage, unit.Shard, hash, reason, UnitStatus.Reused, cancellation);
            observer.UnitEnded(unit, stage.Stage, UnitOutcome.Reused, reason, TimeSpan.Zero);
            return new UnitDone(UnitOutcome.Reused, earlier);
        }

        return mayRun
            ? await ExecuteAsync(
                stage, unit, key, new UnitOrigin(hash, earlier, clock), earlier is not null ? "forced" : why, reader, resources,
                cancellation)
            : throw new TrestleException(RunnerErrors.NothingToReuse(stage.Stage, why));
    }

    private async Task<UnitDone> ExecuteAsync(
        IStage stage, Unit unit, UnitKey key, UnitOrigin origin, string reason, ArtifactReader reader, Resources resources,
        CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        observer.UnitStarted(unit, stage.Stage, reason);
        var record = await records.AddUnitAsync(
            unit.Run, stage.Stage.Number, unit.Stage, unit.Shard, origin.Key, reason, UnitStatus.Running, cancellation);
        using var context = new UnitContext(
            project, records, stage.Stage, unit, reader, resources, (share, what) => observer.UnitProgressed(unit, share, what), origin);
        try
        {
            await stage.RunAsync(context, cancellation);
            context.Keep(EarlierResults.KeyName, Documents.Write(key));
            await project.Store.ShareAsync(context.Written.Select(place => place.Hash), cancellation);
            await EndAsync(UnitStatus.Finished, null);
            observer.UnitEnded(unit, stage.Stage, UnitOutcome.Finished, reason, clock.GetElapsedTime(started));
            return new UnitDone(UnitOutcome.Finished, context.Written);
        }
        catch (Exception e)
        {
            var (outcome, status, thrown) = Judge(e, unit);
            await EndAsync(status, thrown.Message);
            observer.UnitEnded(unit, stage.Stage, outcome, reason, clock.GetElapsedTime(started));
            if (ReferenceEquals(thrown, e))
            {
                throw;
            }

            ExceptionDispatchInfo.Throw(thrown);
            throw;
        }

        Task EndAsync(UnitStatus status, string? error) => records.EndUnitAsync(
            record,
            status,
            [.. context.Written.Select(place => new UnitArtifact(place.Name, place.Hash, place.Bytes))],
            Process.GetCurrentProcess().PeakWorkingSet64,
            error,
            CancellationToken.None);
    }

    private static (UnitOutcome, UnitStatus, Exception) Judge(Exception e, Unit unit) => e switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Judge(first, unit),
        OperationCanceledException => (UnitOutcome.Cancelled, UnitStatus.Cancelled, e),
        TrestleException { ExitCode: ExitCode.Refused } => (UnitOutcome.Refused, UnitStatus.Refused, e),
        IOException when e.Message.Contains("No space left", StringComparison.Ordinal) =>
            (UnitOutcome.Failed, UnitStatus.Failed, new TrestleException(RunnerErrors.OutOfSpace(unit, e.Message), ExitCode.Mistake, e)),
        OutOfMemoryException =>
            (UnitOutcome.Failed, UnitStatus.Failed, new TrestleException(RunnerErrors.OutOfMemory(unit), ExitCode.Mistake, e)),
        _ => (UnitOutcome.Failed, UnitStatus.Failed, e),
    };
}
