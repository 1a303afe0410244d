using Trestle.Stages.RetrainOrRetire;

namespace Trestle.Server.Runs;

/// <summary>The state of stage 22: renewals of models.</summary>
internal sealed class RenewInService(ServedProject served) : IStageInService
{
    /// <inheritdoc/>
    public Stage Stage => Stage.RetrainOrRetire;

    /// <inheritdoc/>
    public async Task<StageState> DescribeAsync(StageState state, CancellationToken cancellation)
    {
        var lines = new List<string>();
        var busy = false;
        foreach (var deployment in await served.Deployments.ListAsync(cancellation))
        {
            if (await RetrainOrRetireStage.FindAsync(served.Records, deployment.Name, cancellation) is { } renewal)
            {
                lines.Add($"{deployment.Name}: {Line(renewal)}");
                busy |= renewal.Stage != RenewalStage.Watching;
            }
        }

        return lines.Count == 0 ? state : state with
        {
            Status = busy ? StageStatus.Running : StageStatus.Active,
            Started = null,
            Doing = string.Join("; ", lines),
            Line = string.Join("; ", lines),
        };
    }

    private static string Line(Renewal renewal) => renewal.Stage switch
    {
        RenewalStage.Training => $"training a new model: {renewal.Request!.Reason}",
        RenewalStage.Shadow => $"version {renewal.Challenger} runs as a shadow of version {renewal.Champion}",
        RenewalStage.Approval => $"version {renewal.Challenger} was better and waits for an approval",
        RenewalStage.Canary => $"version {renewal.Challenger} was better and is replacing version {renewal.Champion} step by step",
        RenewalStage.Probation => $"version {renewal.Challenger} is on probation; version {renewal.Champion} is on standby",
        _ => renewal.Hold.Length > 0 ? renewal.Hold : "no trigger for a new model",
    };
}
