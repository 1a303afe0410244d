namespace Trestle.Cli.Progress;

/// <summary>State of a stage in a run.</summary>
internal enum StageState
{
    Waiting,
    Running,
    Done,
    Reused,
    Failed,
    Refused,
    Cancelled,
}

/// <summary>A stage of a run at one moment.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="State">Its state.</param>
/// <param name="Share">Share that is done, 0 to 1.</param>
/// <param name="What">What it is doing, or why it was run or reused.</param>
/// <param name="Took">How long it has been running, or took.</param>
/// <param name="Left">Estimated time left, if known.</param>
internal sealed record StageLine(Stage Stage, StageState State, double Share, string What, TimeSpan Took, TimeSpan? Left);
