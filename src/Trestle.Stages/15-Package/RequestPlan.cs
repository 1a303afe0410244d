using Trestle.Stages.Curate;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Package;

/// <summary>
/// The plan from a request's raw columns to a model's features: cleaning, standardising and what the training learned, as one. Columns
/// that nothing reads are not part of a request.
/// </summary>
internal static class RequestPlan
{
    /// <summary>The plan, and the contract of the columns that it reads, with the target.</summary>
    public static (FittedPlan Plan, Contract Contract) Make(UnitContext context, FittedPlan learned, RowSchema raw)
    {
        var contract = context.Read(Artifact.Contract);
        var curation = context.Read(Artifact.CurationPlan);
        var read = Read(
            curation, learned, new RowSchema(ContractSteps.Features(contract).Select(column => raw[raw.Require(column.Name, "package")])));
        var asked = contract with
        {
            Columns = [.. contract.Columns.Where(
            column => column.Name == contract.Target || read.Contains(column.Name))]
        };

        var input = new RowSchema(ContractSteps.Features(asked).Select(column => raw[raw.Require(column.Name, "package")]));
        return (new FittedPlan(input, [.. CurationPlan.FitTo(curation, input).Steps, .. learned.Steps]), asked);
    }

    /// <summary>The raw columns that the features need.</summary>
    private static HashSet<string> Read(StepList curation, FittedPlan learned, RowSchema raw)
    {
        var same = CurationPlan.FitTo(curation, raw).Bind().Output.Columns.All(column => raw.Find(column.Name) >= 0);
        return [.. raw.Columns.Select(column => column.Name).Where(name => learned.Reads(name) || (!same && !CanDoWithout(name)))];

        bool CanDoWithout(string name)
        {
            try
            {
                learned.Bind(CurationPlan.FitTo(curation, new RowSchema(raw.Columns.Where(column => column.Name != name))).Bind().Output);
                return true;
            }
            catch (TrestleException)
            {
                return false;
            }
        }
    }
}
