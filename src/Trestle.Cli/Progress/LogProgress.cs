using System.Globalization;

using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Progress;

/// <summary>Writes what happens in a run as lines with a time stamp; of a unit under way at most one every five seconds.</summary>
internal sealed class LogProgress(TextWriter writer, RunBoard board, TimeProvider clock) : IRunObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Dictionary<Unit, long> told = [];
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public void RunStarted(int run, string? note, IReadOnlyList<Room> stages)
    {
        board.RunStarted(run, note, stages);
        Write($"run {run} begins, {Words.Count(stages.Count, "stage")}{(note is null ? "" : $"; {note}")}");
    }

    /// <inheritdoc/>
    public void StageStarted(Room room, IReadOnlyList<string> shards) => board.StageStarted(room, shards);

    /// <inheritdoc/>
    public void UnitStarted(Unit unit, Room room, string reason)
    {
        board.UnitStarted(unit, room, reason);
        lock (gate)
        {
            told[unit] = clock.GetTimestamp();
        }

        Write($"{unit} begins: {reason}");
    }

    /// <inheritdoc/>
    public void UnitProgressed(Unit unit, double share, string what)
    {
        board.UnitProgressed(unit, share, what);
        lock (gate)
        {
            if (told.TryGetValue(unit, out var last) && clock.GetElapsedTime(last) < Pause)
            {
                return;
            }

            told[unit] = clock.GetTimestamp();
        }

        Write($"{unit} {Words.Share(share)}: {what}");
    }

    /// <inheritdoc/>
    public void UnitEnded(Unit unit, Room room, UnitOutcome outcome, string reason, TimeSpan took)
    {
        board.UnitEnded(unit, room, outcome, reason, took);
        var word = outcome.ToString().ToLowerInvariant();
        Write(outcome == UnitOutcome.Reused ? $"{unit} {word}: {reason}" : $"{unit} {word} in {Words.Took(took)}");
    }

    private void Write(string line)
    {
        lock (gate)
        {
            writer.WriteLine($"{clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {Words.Plain(line)}");
        }
    }
}
