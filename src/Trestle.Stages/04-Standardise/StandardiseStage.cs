using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Standardise;

/// <summary>Stage 4: plans the row steps that bring values into one form: text to numbers, booleans and dates; one case.</summary>
internal sealed class StandardiseStage : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Standardise;

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var contract = context.Read(Artifact.Contract);
        context.Write(Artifact.StandardPlan, new StepList([
            .. ContractSteps.Standard(contract, context.Read(StandardiseSettings.Section).FoldCase),
            .. context.Read(StandardiseSettings.Section).Steps.Select(step => new PlannedStep(step, "from the configuration"))])
        {
            Tables = contract.Tables?.ToDictionary(
                other => other.Key,
                other => new StepList([.. ContractSteps.Standard(other.Value, context.Read(StandardiseSettings.Section).FoldCase)])),
        });
        return Task.CompletedTask;
    }
}
