namespace Trestle.Stages.Kernel.Running;

/// <summary>How a unit of work ended.</summary>
public enum UnitOutcome
{
    /// <summary>It was run, and wrote what it writes.</summary>
    Finished,

    /// <summary>An earlier result with the same inputs, settings and code was taken.</summary>
    Reused,

    /// <summary>It stopped with an error.</summary>
    Failed,

    /// <summary>A gate refused its result.</summary>
    Refused,

    /// <summary>It was interrupted.</summary>
    Cancelled,
}

/// <summary>Watches a run: the terminal, a log. Called from several threads at once.</summary>
public interface IRunObserver
{
    /// <summary>A run begins, with these stages.</summary>
    void RunStarted(int run, string? note, IReadOnlyList<Stage> stages);

    /// <summary>The inputs of a stage are available; its work is divided into these shards.</summary>
    void StageStarted(Stage stage, IReadOnlyList<string> shards);

    /// <summary>A unit begins, for a reason.</summary>
    void UnitStarted(Unit unit, Stage stage, string reason);

    /// <summary>Progress of a unit: a share from 0 to 1, and what it is doing.</summary>
    void UnitProgressed(Unit unit, double share, string what);

    /// <summary>A unit ended.</summary>
    void UnitEnded(Unit unit, Stage stage, UnitOutcome outcome, string reason, TimeSpan took);
}
