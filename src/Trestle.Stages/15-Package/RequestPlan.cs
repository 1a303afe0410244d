using Trestle.Stages.Curate;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Package;

/// <summary>
/// The plan from a request's raw columns to a model's features: cleaning, standardising, and what the training learned, as one.
/// Columns that nothing reads are no part of a request.
/// </summary>
internal static class RequestPlan
{
    /// <summary>The plan, and the contract of the columns that it reads together with the target.</summary>
    public static (FittedPlan Plan, Contract Contract) Make(UnitContext context, FittedPlan learned, RowSchema raw)
    {
        var contract = context.Read(Artifact.Contract);
        var named = context.Settings.Clean.Steps.Concat(context.Settings.Standardise.Steps).SelectMany(step => step.Columns ?? []).ToHashSet();
        var read = ContractSteps.Features(contract).Where(column => named.Contains(column.Name) || learned.Reads(column.Name)).Select(column => column.Name).ToHashSet();
        var asked = contract with { Columns = [.. contract.Columns.Where(column => column.Name == contract.Target || read.Contains(column.Name))] };

        var input = new RowSchema(ContractSteps.Features(asked).Select(column => raw[raw.Require(column.Name, "package")]));
        var stateless = CurationSteps.Fit(input, asked, context.Settings);
        return (new FittedPlan(input, [.. stateless.Steps, .. learned.Steps]), asked);
    }
}
