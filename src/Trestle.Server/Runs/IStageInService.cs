namespace Trestle.Server.Runs;

/// <summary>The state of a stage that is not part of runs, such as deployment or monitoring.</summary>
internal interface IStageInService
{
    /// <summary>The stage.</summary>
    Stage Stage { get; }

    /// <summary>Adds the current deployments to the state.</summary>
    Task<StageState> DescribeAsync(StageState state, CancellationToken cancellation);
}
