namespace Trestle.Cli.Progress;

/// <summary>How a stage of a run stands.</summary>
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
/// <param name="State">How it stands.</param>
/// <param name="Share">How much of it is done, 0 to 1.</param>
/// <param name="What">What it is doing, or why it was run or reused.</param>
/// <param name="Took">How long it has been running, or took.</param>
/// <param name="Left">How long it will take yet, where that can be estimated.</param>
internal sealed record StageLine(Stage Stage, StageState State, double Share, string What, TimeSpan Took, TimeSpan? Left);
