using System.Globalization;

using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Progress;

/// <summary>Writes the progress of a run as lines with a timestamp; for a running unit at most one line every five seconds.</summary>
internal sealed class LogProgress(TextWriter writer, RunBoard board, TimeProvider clock) : IRunObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Dictionary<Unit, long> reported = [];
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public void RunStarted(int run, string? note, IReadOnlyList<Stage> stages)
    {
        board.RunStarted(run, note, stages);
        Write($"run {run} begins, {Format.Count(stages.Count, "stage")}{(note is null ? "" : $"; {note}")}");
    }

    /// <inheritdoc/>
    public void StageStarted(Stage stage, IReadOnlyList<string> shards) => board.StageStarted(stage, shards);

    /// <inheritdoc/>
    public void UnitStarted(Unit unit, Stage stage, string reason)
    {
        board.UnitStarted(unit, stage, reason);
        lock (gate)
        {
            reported[unit] = clock.GetTimestamp();
        }

        Write($"{unit} begins: {reason}");
    }

    /// <inheritdoc/>
    public void UnitProgressed(Unit unit, double share, string what)
    {
        board.UnitProgressed(unit, share, what);
        lock (gate)
        {
            if (reported.TryGetValue(unit, out var last) && clock.GetElapsedTime(last) < Pause)
            {
                return;
            }

            reported[unit] = clock.GetTimestamp();
        }

        Write($"{unit} {Format.Share(share)}: {what}");
    }

    /// <inheritdoc/>
    public void UnitEnded(Unit unit, Stage stage, UnitOutcome outcome, string reason, TimeSpan took)
    {
        board.UnitEnded(unit, stage, outcome, reason, took);
        var word = outcome.ToString().ToLowerInvariant();
        Write(outcome == UnitOutcome.Reused ? $"{unit} {word}: {reason}" : $"{unit} {word} in {Format.Took(took)}");
    }

    private void Write(string line)
    {
        lock (gate)
        {
            writer.WriteLine($"{clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {Format.Plain(line)}");
        }
    }
}
