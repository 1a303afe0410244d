namespace Trestle.Server.Runs;

/// <summary>Tells how a stage stands that no run goes through, such as a deployment or its monitor.</summary>
internal interface IStageInService
{
    /// <summary>The stage.</summary>
    Stage Stage { get; }

    /// <summary>The state with what is in service.</summary>
    Task<StageState> DescribeAsync(StageState state, CancellationToken cancellation);
}
