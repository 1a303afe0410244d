using System.Collections.Concurrent;

using Trestle.Stages.Kernel.Running;

namespace Trestle.Server.Runs;

/// <summary>Progress of a unit.</summary>
/// <param name="Share">From 0 to 1.</param>
/// <param name="What">What it is doing.</param>
internal sealed record UnitProgress(double Share, string What);

/// <summary>The progress of the run in this server; everything else is in the records.</summary>
internal sealed class LiveRun : IRunObserver
{
    private readonly ConcurrentDictionary<(string Stage, string Shard), UnitProgress> units = new();
    private int run;

    /// <summary>Raised on any change, from any thread; handlers must be fast.</summary>
    public event Action? Changed;

    /// <summary>Number of the current run; null if there is none, or it has not started.</summary>
    public int? Run => Volatile.Read(ref run) is > 0 and var number ? number : null;

    /// <summary>The stages of the current run, in order.</summary>
    public IReadOnlyList<Stage> Stages { get; private set; } = [];

    /// <summary>Progress of a stage over all its units; null if it is not running.</summary>
    public UnitProgress? Of(Stage stage, int shards)
    {
        var under = units.Where(unit => unit.Key.Stage == stage.Slug).OrderBy(unit => unit.Key.Shard, StringComparer.Ordinal).ToArray();
        return under.Length == 0
            ? null
            : new UnitProgress(
                under.Average(unit => unit.Value.Share),
                string.Join(
                    "; ",
                    under.Where(unit => unit.Value.What.Length > 0).Select(
                        unit => shards > 1 ? $"{unit.Key.Shard}: {unit.Value.What}" : unit.Value.What)));
    }

    /// <summary>Clears the progress when the run has ended.</summary>
    public void End()
    {
        units.Clear();
        Volatile.Write(ref run, 0);
        Changed?.Invoke();
    }

    /// <summary>Notifies observers that the queue has changed.</summary>
    public void NotifyChanged() => Changed?.Invoke();

    /// <inheritdoc/>
    public void RunStarted(int run, string? note, IReadOnlyList<Stage> stages)
    {
        units.Clear();
        Stages = stages;
        Volatile.Write(ref this.run, run);
        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public void StageStarted(Stage stage, IReadOnlyList<string> shards) => Changed?.Invoke();

    /// <inheritdoc/>
    public void UnitStarted(Unit unit, Stage stage, string reason) => Set(unit, new UnitProgress(0, ""));

    /// <inheritdoc/>
    public void UnitProgressed(Unit unit, double share, string what) => Set(unit, new UnitProgress(share, what));

    /// <inheritdoc/>
    public void UnitEnded(Unit unit, Stage stage, UnitOutcome outcome, string reason, TimeSpan took)
    {
        units.TryRemove((unit.Stage, unit.Shard), out _);
        Changed?.Invoke();
    }

    private void Set(Unit unit, UnitProgress progress)
    {
        units[(unit.Stage, unit.Shard)] = progress;
        Changed?.Invoke();
    }
}
