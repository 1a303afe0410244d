using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Progress;

/// <summary>The state of every stage and unit of a run. Thread-safe.</summary>
internal sealed class RunBoard(TimeProvider clock) : IRunObserver
{
    /// <summary>The time left is estimated only beyond this share and this time.</summary>
    private const double MinShare = 0.05;
    private static readonly TimeSpan MinTime = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly List<StageProgress> stages = [];

    /// <summary>Number of the run; 0 before it has started.</summary>
    public int Run { get; private set; }

    /// <summary>A note about the run as a whole.</summary>
    public string? Note { get; private set; }

    /// <inheritdoc/>
    public void RunStarted(int run, string? note, IReadOnlyList<Stage> stages)
    {
        lock (gate)
        {
            (Run, Note) = (run, note);
            this.stages.AddRange(stages.Select(stage => new StageProgress(stage)));
        }
    }

    /// <inheritdoc/>
    public void StageStarted(Stage stage, IReadOnlyList<string> shards)
    {
        lock (gate)
        {
            Find(stage).Begin(shards);
        }
    }

    /// <inheritdoc/>
    public void UnitStarted(Unit unit, Stage stage, string reason)
    {
        lock (gate)
        {
            var state = Find(stage).Find(unit);
            (state.Reason, state.Started) = (reason, clock.GetTimestamp());
            Find(stage).Started ??= state.Started;
        }
    }

    /// <inheritdoc/>
    public void UnitProgressed(Unit unit, double share, string what)
    {
        lock (gate)
        {
            var stage = Find(Stage.Find(unit.Stage));
            var state = stage.Find(unit);
            state.Share = share;
            stage.What = unit.Shard == Unit.Whole ? what : $"{unit.Shard}: {what}";
        }
    }

    /// <inheritdoc/>
    public void UnitEnded(Unit unit, Stage stage, UnitOutcome outcome, string reason, TimeSpan took)
    {
        lock (gate)
        {
            var progress = Find(stage);
            var state = progress.Find(unit);
            (state.Outcome, state.Reason, state.Share, state.Took) = (outcome, reason, 1, took);
            progress.Took = progress.Elapsed(clock);
        }
    }

    /// <summary>The current state of the stages, in order.</summary>
    public IReadOnlyList<StageLine> Lines()
    {
        lock (gate)
        {
            return [.. stages.Select(stage => stage.Line(clock))];
        }
    }

    /// <summary>The units that have ended, in the order of their stages: stage, shard, outcome, reason, time.</summary>
    public IReadOnlyList<(Stage Stage, string Shard, UnitOutcome Outcome, string Reason, TimeSpan Took)> Ended()
    {
        lock (gate)
        {
            return [.. stages.SelectMany(stage => stage.Units
                .Where(unit => unit.Outcome is not null)
                .Select(unit => (stage.Stage, unit.Shard, unit.Outcome!.Value, unit.Reason, unit.Took)))];
        }
    }

    private StageProgress Find(Stage stage)
    {
        var found = stages.FirstOrDefault(progress => progress.Stage == stage);
        if (found is null)
        {
            stages.Add(found = new StageProgress(stage));
        }

        return found;
    }

    private sealed class UnitState(string shard)
    {
        public string Shard { get; } = shard;

        public string Reason { get; set; } = "";

        public double Share { get; set; }

        public long? Started { get; set; }

        public UnitOutcome? Outcome { get; set; }

        public TimeSpan Took { get; set; }

        public TimeSpan? Left(TimeProvider clock) =>
            Started is { } started && clock.GetElapsedTime(started) is var took && took > MinTime && Share > MinShare
            ? took * ((1 - Share) / Share)
            : null;
    }

    private sealed class StageProgress(Stage stage)
    {
        public Stage Stage { get; } = stage;

        public List<UnitState> Units { get; } = [];

        public string What { get; set; } = "";

        public long? Started { get; set; }

        public TimeSpan Took { get; set; }

        /// <summary>Time of the previous rounds.</summary>
        public TimeSpan Before { get; private set; }

        /// <summary>Adds the units to run: all of them, or those of another round.</summary>
        public void Begin(IReadOnlyList<string> shards)
        {
            (Before, Started) = (Took, null);
            Units.AddRange(shards.Select(shard => new UnitState(shard)));
        }

        /// <summary>Time of all rounds up to now.</summary>
        public TimeSpan Elapsed(TimeProvider clock) => Before + (Started is { } started ? clock.GetElapsedTime(started) : TimeSpan.Zero);

        public UnitState Find(Unit unit)
        {
            var state = Units.FirstOrDefault(state => state.Shard == unit.Shard);
            if (state is null)
            {
                Units.Add(state = new UnitState(unit.Shard));
            }

            return state;
        }

        public StageLine Line(TimeProvider clock)
        {
            var state = State();
            var share = Units.Count == 0 ? 0 : Units.Average(unit => unit.Share);
            return new StageLine(
                Stage, state, share, state == StageState.Running ? What : Reason(), state == StageState.Running ? Elapsed(clock) : Took,
                state == StageState.Running ? Left(clock) : null);
        }

        /// <summary>The longest time left of any unit, at its speed so far; null while it is unknown for a unit.</summary>
        private TimeSpan? Left(TimeProvider clock)
        {
            var left = Units.Where(unit => unit.Outcome is null).Select(unit => unit.Left(clock)).ToArray();
            return left.Contains(null) ? null : left.Max();
        }

        private StageState State()
        {
            if (Units.All(unit => unit.Outcome is null && unit.Started is null))
            {
                return StageState.Waiting;
            }

            foreach (
                var (outcome, state) in new[] { (UnitOutcome.Refused, StageState.Refused), (UnitOutcome.Failed, StageState.Failed), (
                    UnitOutcome.Cancelled, StageState.Cancelled) })
            {
                if (Units.Any(unit => unit.Outcome == outcome))
                {
                    return state;
                }
            }

            return Units.Any(unit => unit.Outcome is null) ? StageState.Running
                : Units.All(unit => unit.Outcome == UnitOutcome.Reused) ? StageState.Reused
                : StageState.Done;
        }

        private string Reason()
        {
            var reasons = Units.Where(unit => unit.Outcome is not null and not UnitOutcome.Reused).Select(unit => unit.Reason)
                .Distinct().ToArray();
            return reasons.Length > 0
                ? string.Join("; ", reasons)
                : Units.Any(unit => unit.Outcome == UnitOutcome.Reused)
                ? "unchanged"
                : "";
        }
    }
}
