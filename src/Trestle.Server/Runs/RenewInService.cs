using Trestle.Stages.RetrainOrRetire;

namespace Trestle.Server.Runs;

/// <summary>Stage 22 as it stands: whether a new model is wanted, and how its renewal is going.</summary>
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
        RenewalStage.Training => $"a new model is trained: {renewal.Request!.Reason}",
        RenewalStage.Shadow => $"version {renewal.Challenger} competes with version {renewal.Champion} in its shadow",
        RenewalStage.Canary => $"version {renewal.Challenger} has won and takes over from version {renewal.Champion} step by step",
        RenewalStage.Probation => $"version {renewal.Challenger} is on probation; version {renewal.Champion} is kept ready",
        _ => renewal.Hold.Length > 0 ? renewal.Hold : "nothing asks for a new model",
    };
}
